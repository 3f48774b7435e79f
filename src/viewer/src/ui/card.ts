/** Says what is going on: the card over the stage, the pill beside the name, the window's title, and aloud. */
import { pairingText } from '../pairing.ts';
import { words, type State, type StateKind } from '../state.ts';
import type { Situation } from '../viewer.ts';
import { button, element, mark, write } from './elements.ts';

export interface CardEvents {
  retry(): void;
  play(): void;
  /** The encoded pairing from a pasted link. */
  pair(encoded: string): void;
}

const EMBLEMS: Readonly<Record<StateKind, string>> = {
  starting: 'lens',
  connecting: 'lens',
  live: 'lens',
  blocked: 'play',
  unpaired: 'link',
  unsupported: 'shield',
  reconnecting: 'wave',
  'camera-off': 'power',
  offline: 'plug',
  busy: 'people',
  'no-broker': 'broker',
  refused: 'shield',
};

export class Card {
  readonly #headline = element('headline', HTMLElement);
  readonly #advice = element('advice', HTMLElement);
  readonly #label = element('label', HTMLElement);
  readonly #announcement = element('announcement', HTMLElement);
  readonly #countdown = element('countdown', HTMLElement);
  readonly #emblem = element('emblem', SVGUseElement);
  readonly #retry = button('retry');
  readonly #play = button('play');
  readonly #pair = element('pair', HTMLFormElement);
  readonly #link = element('link', HTMLInputElement);
  #situation: Situation = { state: { kind: 'starting' }, retryAt: undefined };

  constructor(events: CardEvents) {
    this.#retry.addEventListener('click', events.retry);
    this.#play.addEventListener('click', events.play);
    this.#pair.addEventListener('submit', (event) => {
      event.preventDefault();
      const encoded = pairingText(this.#link.value);
      this.#link.setAttribute('aria-invalid', String(encoded === undefined));
      if (encoded === undefined) this.#link.focus();
      else {
        this.#link.value = '';
        events.pair(encoded);
      }
    });
    setInterval(() => this.#count(), 250);
  }

  show(situation: Situation, name: string, hasPicture: boolean): void {
    this.#situation = situation;
    const { state } = situation;
    const said = words(state, name);
    write(this.#headline, said.headline);
    write(this.#advice, said.advice);
    write(this.#label, said.label);
    write(this.#announcement, said.advice ? `${said.headline}. ${said.advice}` : said.headline);
    document.title = name ? `${name} · ${said.label.toLowerCase()}` : said.headline;
    this.#emblem.setAttribute('href', `#i-${EMBLEMS[state.kind]}`);
    mark('state', state.kind);
    mark('tone', said.tone);
    mark('picture', hasPicture);
    this.#play.hidden = state.kind !== 'blocked';
    this.#pair.hidden = !wantsLink(state);
    this.#count();
  }

  #count(): void {
    const { state, retryAt } = this.#situation;
    const waits = retryAt !== undefined;
    const works = !waits && state.kind !== 'live' && state.kind !== 'blocked' && state.kind !== 'unpaired' && state.kind !== 'unsupported';
    const seconds = waits ? Math.max(0, Math.ceil((retryAt - Date.now()) / 1000)) : 0;
    this.#retry.hidden = !waits || seconds < 2;
    mark('busy', works || (waits && seconds < 2));
    write(this.#countdown, state.kind === 'starting' || state.kind === 'connecting' ? '' : works ? 'Trying again…' : waits ? `Trying again in ${seconds} s` : '');
  }
}

function wantsLink(state: State): boolean {
  return state.kind === 'unpaired' || (state.kind === 'refused' && (state.cause.why === 'unauthorized' || state.cause.why === 'fingerprint' || state.cause.why === 'forbidden'));
}
