/** The cameras this browser is paired with, kept in its local storage. */
import { pairing, type Pairing } from './pairing.ts';

const PAIRINGS = 'camagent.pairings';
const CHOSEN = 'camagent.chosen';
const MAX_CAMERAS = 64;

export class Pairings {
  readonly #storage: Storage | undefined;
  #list: Pairing[];

  /** `storage` is undefined where the browser forbids it: pairings then last as long as the page. */
  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#list = read(storage);
  }

  get all(): readonly Pairing[] {
    return this.#list;
  }

  /** Adds a camera, or replaces what was known of it. */
  save(added: Pairing): void {
    this.#list = [added, ...this.#list.filter((known) => known.id !== added.id)].slice(0, MAX_CAMERAS);
    this.#write();
  }

  forget(id: string): void {
    this.#list = this.#list.filter((known) => known.id !== id);
    this.#write();
  }

  get chosen(): string | undefined {
    return this.#attempt((storage) => storage.getItem(CHOSEN) ?? undefined);
  }

  set chosen(id: string | undefined) {
    this.#attempt((storage) => (id === undefined ? storage.removeItem(CHOSEN) : storage.setItem(CHOSEN, id)));
  }

  #write(): void {
    this.#attempt((storage) => storage.setItem(PAIRINGS, JSON.stringify(this.#list)));
  }

  #attempt<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return this.#storage && use(this.#storage);
    } catch {
      return undefined; // Private windows and full disks: the page works on without memory.
    }
  }
}

function read(storage: Storage | undefined): Pairing[] {
  try {
    const list: unknown = JSON.parse(storage?.getItem(PAIRINGS) ?? '[]');
    if (!Array.isArray(list)) return [];
    return list.slice(0, MAX_CAMERAS).map(pairing).filter((known) => known !== undefined);
  } catch {
    return [];
  }
}
