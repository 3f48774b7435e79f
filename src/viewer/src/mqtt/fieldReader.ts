/** Reads the fields of one packet. A field that is not there marks the reader as failed; nothing throws, nothing reads past the end. */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether a field was missing or malformed: what was read since is worth nothing. */
  get failed(): boolean {
    return this.#failed;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    return this.#take(1)[0] ?? 0;
  }

  uint16(): number {
    const [high = 0, low = 0] = this.#take(2);
    return high * 0x100 + low;
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16();
  }

  /** MQTT 5 §1.5.5: at most four bytes. */
  variableByteInteger(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    this.fail();
    return 0;
  }

  /** MQTT 5 §1.5.6: two bytes of length before the data; `undefined` is not possible, a missing one is empty and failed. */
  binary(): Uint8Array {
    return this.#take(this.uint16());
  }

  /** MQTT 5 §1.5.4: well-formed UTF-8 without U+0000. */
  text(): string {
    try {
      const text = utf8.decode(this.binary());
      if (text.includes('\0')) this.fail();
      return text;
    } catch {
      this.fail();
      return '';
    }
  }

  /** The next `length` bytes as a reader of their own. */
  section(length: number): FieldReader {
    return new FieldReader(this.#take(length));
  }

  rest(): Uint8Array {
    return this.#take(this.#bytes.length - this.#at);
  }

  fail(): void {
    this.#failed = true;
  }

  #take(length: number): Uint8Array {
    if (this.#failed || length > this.#bytes.length - this.#at) {
      this.#failed = true;
      return EMPTY;
    }
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}

const EMPTY = new Uint8Array(0);
