/** Whether a person wants the video to go on in a hidden tab, kept in this browser. */

const KEY = 'camagent.background';

export class BackgroundSetting {
  readonly #storage: Storage | undefined;
  #keepsPlaying: boolean;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#keepsPlaying = read(storage) === '1';
  }

  get keepsPlaying(): boolean {
    return this.#keepsPlaying;
  }

  set keepsPlaying(keep: boolean) {
    this.#keepsPlaying = keep;
    try {
      this.#storage?.setItem(KEY, keep ? '1' : '0');
    } catch {
      // Full or forbidden: the setting lasts as long as the page.
    }
  }
}

function read(storage: Storage | undefined): string | null {
  try {
    return storage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}
