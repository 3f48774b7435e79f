/** Hides the name and the controls while somebody just watches, and brings them back for whoever wants something. */
import { element, mark } from './elements.ts';

const QUIET_AFTER_MS = 3_000;

export class Chrome {
  readonly #stage = element('stage', HTMLElement);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #live = false;
  #quiet = false;

  constructor() {
    document.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch') this.wake();
    });
    document.addEventListener('keydown', () => this.wake());
    document.addEventListener('focusin', () => this.wake());
    // A finger has no hover: a tap on the picture shows the controls, another hides them.
    this.#stage.addEventListener('click', () => {
      if (this.#quiet || !this.#live || !matchMedia('(hover: none)').matches) this.wake();
      else this.#hide();
    });
  }

  /** Only a running picture is worth looking at alone. */
  set live(live: boolean) {
    if (live === this.#live) return;
    this.#live = live;
    this.wake();
  }

  wake(): void {
    this.#quiet = false;
    mark('quiet', false);
    clearTimeout(this.#timer);
    if (this.#live) this.#timer = setTimeout(() => this.#hide(), QUIET_AFTER_MS);
  }

  #hide(): void {
    if (!this.#live) return;
    // Whoever points at a control, has reached one by keyboard, or reads the details still needs them.
    const needed = document.querySelector('.chrome:hover, .chrome :focus-visible, .sheet:not([hidden])');
    if (needed && !(matchMedia('(hover: none)').matches && needed.matches('.chrome:hover'))) {
      this.wake();
      return;
    }
    this.#quiet = true;
    mark('quiet', true);
  }
}
