/** A picture that nobody sees is not sent: after half a minute in a hidden tab the video pauses, and resumes with the tab. */
import { wallClock, type Clock } from '../mqtt/clock.ts';

const HIDDEN_MS = 30_000;

export interface PauseEvents {
  /** Neither the tab nor a window of its own shows the picture. */
  isHidden(): boolean;
  /** The person wants it to go on in the background. */
  keepsPlaying(): boolean;
  pause(): void;
  resume(): void;
}

export class HiddenPause {
  readonly #events: PauseEvents;
  readonly #clock: Clock;
  #stop: (() => void) | undefined;
  #available = false;
  #paused = false;

  constructor(events: PauseEvents, clock: Clock = wallClock) {
    this.#events = events;
    this.#clock = clock;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** A session that can be paused is there, or is not any more; a new one plays. */
  set available(available: boolean) {
    this.#available = available;
    this.#paused = false;
    this.look();
  }

  /** The tab was hidden or shown, or the person changed the setting. */
  look(): void {
    const mayPlay = !this.#available || !this.#events.isHidden() || this.#events.keepsPlaying();
    if (mayPlay) {
      this.#stop?.();
      this.#stop = undefined;
      if (!this.#paused) return;
      this.#paused = false;
      if (this.#available) this.#events.resume();
    } else if (!this.#paused) {
      this.#stop ??= this.#clock.after(HIDDEN_MS, () => {
        this.#stop = undefined;
        this.#paused = true;
        this.#events.pause();
      });
    }
  }
}
