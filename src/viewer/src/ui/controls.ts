/** Snapshot, picture in picture, details and full screen, by pointer and by key. */
import type { DeviceLink } from '../device/deviceLink.ts';
import type { Player } from '../player.ts';
import { button, element } from './elements.ts';
import { snapshotName } from './format.ts';
import type { Toast } from './toast.ts';

/** What Safari calls full screen and picture in picture on phones. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
  webkitSetPresentationMode?(mode: 'inline' | 'picture-in-picture'): void;
  webkitSupportsPresentationMode?(mode: string): boolean;
  readonly webkitPresentationMode?: string;
}

export class Controls {
  readonly #player: Player;
  readonly #video: AppleVideo;
  readonly #toast: Toast;
  readonly #name: () => string;
  readonly #device: () => DeviceLink | undefined;
  readonly #snapshot = button('snapshot');
  readonly #pip = button('pip');
  readonly #full = button('full');
  readonly #fullIcon = element('full-icon', SVGUseElement);

  constructor(player: Player, toast: Toast, name: () => string, device: () => DeviceLink | undefined) {
    this.#player = player;
    this.#video = player.video;
    this.#toast = toast;
    this.#name = name;
    this.#device = device;
    this.#snapshot.addEventListener('click', () => void this.snapshot());
    this.#pip.addEventListener('click', () => void this.pictureInPicture());
    this.#full.addEventListener('click', () => void this.fullScreen());
    this.#pip.hidden = !document.pictureInPictureEnabled && this.#video.webkitSupportsPresentationMode?.('picture-in-picture') !== true;
    this.#full.hidden = !document.fullscreenEnabled && !this.#video.webkitEnterFullscreen;
    document.addEventListener('fullscreenchange', () => this.#showFullScreen());
    for (const change of ['enterpictureinpicture', 'leavepictureinpicture']) {
      this.#video.addEventListener(change, () => this.#pip.setAttribute('aria-pressed', String(document.pictureInPictureElement === this.#video)));
    }
  }

  set hasPicture(hasPicture: boolean) {
    this.#snapshot.disabled = this.#pip.disabled = !hasPicture;
  }

  async snapshot(): Promise<void> {
    if (this.#snapshot.disabled || this.#snapshot.ariaBusy === 'true') return;
    this.#snapshot.ariaBusy = 'true';
    const picture = (await this.#fromCamera()) ?? (await this.#player.snapshot());
    this.#snapshot.ariaBusy = 'false';
    if (!picture) return;
    const address = URL.createObjectURL(picture);
    const link = document.createElement('a');
    link.href = address;
    link.download = snapshotName(this.#name(), new Date());
    link.click();
    // The browser reads the address after the click returns.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    this.#toast.show(`Saved ${link.download}`);
  }

  /** The camera's own picture, in its full size and before any network made it coarse; undefined where it gives none. */
  async #fromCamera(): Promise<Blob | undefined> {
    const device = this.#device();
    if (!device?.isOpen) return undefined;
    try {
      const { bytes, contentType } = await device.snapshot();
      return contentType === 'image/jpeg' ? new Blob([bytes], { type: contentType }) : undefined;
    } catch {
      // The picture on the screen serves as well.
      return undefined;
    }
  }

  async pictureInPicture(): Promise<void> {
    if (this.#pip.disabled || this.#pip.hidden) return;
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else if (document.pictureInPictureEnabled) await this.#video.requestPictureInPicture();
      else this.#video.webkitSetPresentationMode?.(this.#video.webkitPresentationMode === 'inline' ? 'picture-in-picture' : 'inline');
    } catch {
      this.#toast.show('Picture in picture is not possible right now');
    }
  }

  async fullScreen(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else if (document.fullscreenEnabled) await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
      else this.#video.webkitEnterFullscreen?.();
    } catch {
      this.#toast.show('Full screen is not possible right now');
    }
  }

  #showFullScreen(): void {
    const isFull = document.fullscreenElement !== null;
    this.#fullIcon.setAttribute('href', isFull ? '#i-shrink' : '#i-expand');
    this.#full.setAttribute('aria-label', isFull ? 'Leave full screen' : 'Full screen');
    this.#full.setAttribute('aria-pressed', String(isFull));
  }
}
