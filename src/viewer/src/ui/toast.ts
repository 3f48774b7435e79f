/** A sentence that passes by. */
import { element, write } from './elements.ts';

const SHOWN_MS = 3_500;

export class Toast {
  readonly #box = element('toast', HTMLElement);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    write(this.#box, text);
    this.#box.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#box.hidden = true), SHOWN_MS);
  }
}
