/** The picture on the screen. While there is no new one, the last one stays. */

export class Player {
  readonly video: HTMLVideoElement;
  readonly #still: HTMLCanvasElement;
  #watched = 0;

  /** The browser does not play without a touch. */
  onBlocked: () => void = () => {};

  constructor(video: HTMLVideoElement, still: HTMLCanvasElement) {
    this.video = video;
    this.#still = still;
    // Phones pause inline video when another app takes the sound; a live picture has no reason to stay paused.
    video.addEventListener('pause', () => {
      if (video.srcObject && !document.hidden) void this.play();
    });
  }

  /** Whether something can be seen: the running picture or the last one. */
  get hasPicture(): boolean {
    return !this.#still.hidden || this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  show(track: MediaStreamTrack): void {
    this.video.srcObject = new MediaStream([track]);
    void this.play();
  }

  async play(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.onBlocked();
    }
  }

  /** Calls back once when the next picture is there. A later call replaces an earlier one. */
  nextFrame(seen: () => void): void {
    const watch = ++this.#watched;
    const once = () => {
      if (watch !== this.#watched) return;
      this.#watched++;
      seen();
    };
    if ('requestVideoFrameCallback' in this.video) this.video.requestVideoFrameCallback(once);
    else (this.video as HTMLVideoElement).addEventListener('timeupdate', once, { once: true });
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) this.video.addEventListener('loadeddata', once, { once: true });
  }

  /** Keeps the last picture in view while the video element starts over. */
  hold(): void {
    this.#watched++;
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !draw(this.video, this.#still)) return;
    this.#still.hidden = false;
  }

  release(): void {
    this.#still.hidden = true;
  }

  /** Lets go of everything: another camera, or none. */
  clear(): void {
    this.#watched++;
    this.#still.hidden = true;
    this.video.srcObject = null;
  }

  /** The picture in view, in its full size, as a JPEG. */
  snapshot(): Promise<Blob | null> {
    if (!this.#still.hidden) return new Promise((resolve) => this.#still.toBlob(resolve, 'image/jpeg', 0.92));
    const canvas = document.createElement('canvas');
    if (!draw(this.video, canvas)) return Promise.resolve(null);
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
  }
}

function draw(video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean {
  const context = canvas.getContext('2d');
  if (!context || video.videoWidth === 0) return false;
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  context.drawImage(video, 0, 0);
  return true;
}
