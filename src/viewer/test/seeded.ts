/** Repeatable randomness for the tests that throw rubbish at parsers: the seed stands in every failure's message. */
export class Seeded {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** [0, 1), by Mulberry32. */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** The text with a few characters changed, removed or doubled. */
  mutate(text: string): string {
    let result = text;
    for (let i = this.below(6) + 1; i > 0; i--) {
      const at = this.below(result.length + 1);
      const inserted = this.pick(['', '\0', '\r', '\n', '"', '{', '[', ']', '}', '\\u0000', '\u202e', '9'.repeat(30), String.fromCharCode(this.below(0xffff))]);
      result = result.slice(0, at) + inserted + result.slice(at + this.below(4));
    }
    return result;
  }

  /** Any JSON value, a few levels deep. */
  json(depth = 3): unknown {
    switch (this.below(depth > 0 ? 8 : 6)) {
      case 0:
        return null;
      case 1:
        return this.next() < 0.5;
      case 2:
        return this.pick([0, -1, 1, 1.5, 1e308, 255, 256, -0]);
      case 3:
        return this.pick(['', 'offer', 'candidate:', 'a'.repeat(2000), '\n', 'stun:x', 'camagent', '☃']);
      case 4:
        return [];
      case 5:
        return {};
      case 6:
        return Array.from({ length: this.below(5) }, () => this.json(depth - 1));
      default:
        return Object.fromEntries(Array.from({ length: this.below(6) }, () => [this.pick(['v', 'type', 'sdp', 'candidate', 'iceServers', 'urls', 'sdpMid', '__proto__', 'id', 'secret']), this.json(depth - 1)]));
    }
  }
}

/** Runs `check` for many seeds; a failure says which one. */
export function forSeeds(count: number, check: (random: Seeded) => void): void {
  const first = Number(process.env['CAMAGENT_SEED'] ?? 1);
  for (let seed = first; seed < first + count; seed++) {
    try {
      check(new Seeded(seed));
    } catch (error) {
      throw new Error(`CAMAGENT_SEED=${seed} repeats this: ${String(error)}`, { cause: error });
    }
  }
}
