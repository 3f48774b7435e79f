/** The list of cameras behind the name, with a way to forget one. Without a choice there is no list. */
import type { Camera } from '../camera.ts';
import { button, element, icon, make, write } from './elements.ts';

export interface ChooserEvents {
  choose(id: string): void;
  forget(id: string): void;
}

export class Chooser {
  readonly #toggle = button('camera');
  readonly #name = element('name', HTMLElement);
  readonly #list = element('cameras', HTMLElement);
  readonly #events: ChooserEvents;

  constructor(events: ChooserEvents) {
    this.#events = events;
    this.#toggle.addEventListener('click', () => this.toggle());
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Node && !this.#list.contains(event.target) && !this.#toggle.contains(event.target)) this.toggle(false);
    });
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  toggle(open = !this.isOpen): void {
    const hadFocus = this.#list.contains(document.activeElement);
    this.#list.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    if (open) this.#list.querySelector('button')?.focus();
    else if (hadFocus) this.#toggle.focus();
  }

  show(cameras: readonly Camera[], chosen: Camera | undefined, name: string): void {
    write(this.#name, name || 'Camera');
    this.#toggle.disabled = cameras.length < 2 && !chosen?.credentials;
    const rows = cameras.map((camera) => make('li', '', this.#row(camera, camera.id === chosen?.id)));
    const forget = chosen?.credentials ? [this.#forget(chosen)] : [];
    this.#list.replaceChildren(make('ul', '', ...rows), ...forget);
  }

  #row(camera: Camera, isChosen: boolean): HTMLElement {
    const row = make('button', '', icon('check'), make('span', camera.name, make('small', camera.credentials ? `${camera.id} · paired as ${camera.credentials.viewer}` : camera.id)));
    row.type = 'button';
    if (isChosen) row.setAttribute('aria-current', 'true');
    row.addEventListener('click', () => {
      this.toggle(false);
      if (!isChosen) this.#events.choose(camera.id);
    });
    return row;
  }

  #forget(camera: Camera): HTMLElement {
    const row = make('button', 'Forget this camera');
    row.type = 'button';
    row.className = 'forget';
    let sure = false;
    row.addEventListener('click', () => {
      if (sure) {
        this.toggle(false);
        this.#events.forget(camera.id);
      }
      // The secret cannot be brought back: one press asks, the next one does it.
      sure = true;
      row.textContent = `Forget ${camera.name}? A new pairing link is needed to come back`;
    });
    return row;
  }
}
