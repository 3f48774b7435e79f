/** A sheet beside the picture. One at a time: whoever opens another closes the first. */
import { button, element, mark } from './elements.ts';

export class SideSheet {
  readonly panel: HTMLElement;
  /** Called after it opened or closed. */
  onToggle: () => void = () => {};
  readonly #toggle: HTMLButtonElement;
  readonly #others: Set<SideSheet>;

  /** `id`: of the panel; its closing button is `{id}-close`. `others`: the sheets that share the place. */
  constructor(id: string, toggleId: string, others: Set<SideSheet>) {
    this.panel = element(id, HTMLElement);
    this.#toggle = button(toggleId);
    this.#others = others.add(this);
    this.#toggle.addEventListener('click', () => this.toggle());
    button(`${id}-close`).addEventListener('click', () => this.toggle(false));
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  toggle(open = !this.isOpen): void {
    if (open) for (const other of this.#others) if (other !== this && other.isOpen) other.toggle(false);
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    mark('panel', [...this.#others].some((sheet) => sheet.isOpen));
    if (!open && hadFocus) this.#toggle.focus();
    this.onToggle();
  }
}
