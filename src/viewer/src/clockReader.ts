/** Reads the test picture's clock off the video, a few times a second: only its strip, on a canvas of 192×4 pixels. */
import { SQUARE, SQUARES, clockDelay, decodeClock } from './clock.ts';

const CELL = 4;
const INTERVAL_MS = 250;
/** Without a clock for this many looks it is a real camera: from then on a look now and then is enough. */
const GIVE_UP = 40;
const RARE_MS = 5_000;
/** Widths a source may have when the video was scaled on its way (the strip scales with the picture). */
const SOURCE_WIDTHS = [1280, 1920, 768, 960, 1024, 800, 1600, 2560, 3840];
const MAX_SAMPLES = 600;

export interface ClockSample {
  /** UNIX milliseconds at which the picture was on the screen. */
  readonly at: number;
  readonly delayMs: number;
}

export class ClockReader {
  readonly #video: HTMLVideoElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #samples: ClockSample[] = [];
  #sourceWidth = 0;
  #guess = 0;
  #misses = 0;
  #lookedAt = -Infinity;
  #time = -1;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    const canvas = document.createElement('canvas');
    canvas.width = SQUARES * CELL;
    canvas.height = CELL;
    this.#context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if ('requestVideoFrameCallback' in video) {
      const onFrame: VideoFrameRequestCallback = (now, metadata) => {
        this.#look(Math.max(0, metadata.expectedDisplayTime - now));
        video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    } else {
      setInterval(() => this.#look(0), INTERVAL_MS);
    }
  }

  /** The last ones, oldest first. */
  get samples(): readonly ClockSample[] {
    return this.#samples;
  }

  /** The median of the last two seconds; undefined when no clock is in the picture. */
  get delayMs(): number | undefined {
    const since = Date.now() - 2_000;
    const recent = this.#samples.filter((sample) => sample.at > since).map((sample) => sample.delayMs).sort((a, b) => a - b);
    return recent[recent.length >> 1];
  }

  // `ahead`: how long until what is drawn now is on the screen, milliseconds.
  #look(ahead: number): void {
    const now = performance.now();
    if (now - this.#lookedAt < (this.#misses > GIVE_UP ? RARE_MS : INTERVAL_MS - 10)) return;
    if (this.#video.currentTime === this.#time || this.#video.videoWidth === 0) return;
    this.#lookedAt = now;
    const isFirst = this.#time < 0;
    this.#time = this.#video.currentTime;
    // The first picture belongs on the screen before anything is measured on it.
    if (isFirst) return;
    const at = Date.now() + ahead;
    const shown = this.#readStrip();
    if (shown === undefined) {
      this.#misses++;
      return;
    }
    this.#misses = 0;
    if (this.#samples.push({ at, delayMs: clockDelay(at, shown) }) > MAX_SAMPLES) this.#samples.shift();
  }

  #readStrip(): number | undefined {
    const width = this.#video.videoWidth;
    if (this.#sourceWidth > 0) {
      const shown = this.#read(width / this.#sourceWidth);
      if (shown !== undefined) return shown;
    }
    // One guess a look: the picture is as wide as its source, or as one of the usual sources.
    const guesses = [width, ...SOURCE_WIDTHS];
    const guess = guesses[this.#guess++ % guesses.length] ?? width;
    const shown = this.#read(width / guess);
    if (shown !== undefined) this.#sourceWidth = guess;
    return shown;
  }

  #read(scale: number): number | undefined {
    const context = this.#context;
    if (!context) return undefined;
    context.drawImage(this.#video, 0, 0, SQUARES * SQUARE * scale, SQUARE * scale, 0, 0, SQUARES * CELL, CELL);
    const { data } = context.getImageData(0, 0, SQUARES * CELL, CELL);
    const luminance: number[] = [];
    for (let square = 0; square < SQUARES; square++) {
      // The four pixels in the middle: neighbours bleed into the edges.
      let sum = 0;
      for (const [x, y] of [[1, 1], [2, 1], [1, 2], [2, 2]] as const) {
        const pixel = (y * SQUARES * CELL + square * CELL + x) * 4;
        sum += 0.299 * (data[pixel] ?? 0) + 0.587 * (data[pixel + 1] ?? 0) + 0.114 * (data[pixel + 2] ?? 0);
      }
      luminance.push(sum / 4);
    }
    return decodeClock(luminance);
  }
}
