/** Cuts a stream of bytes into packets (MQTT 5 §6.0: a WebSocket's frames need not be aligned with them). */
import { parsePacket, type Packet } from './packets.ts';
import type { Version } from './packetWriter.ts';

/** Why the stream cannot be read on, as the reason code to leave with: §3.14.2.1. */
export const MALFORMED = 0x81;
export const TOO_LARGE = 0x95;

export class PacketReader {
  readonly #version: Version;
  readonly #limit: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #failure: number | undefined;

  /** `limit`: the bytes of the largest packet that is taken. No more than that and the chunk just pushed is ever kept. */
  constructor(version: Version, limit: number) {
    this.#version = version;
    this.#limit = limit;
  }

  /** Why nothing more will come out; undefined while all is well. */
  get failure(): number | undefined {
    return this.#failure;
  }

  /** Bytes of a packet that is not whole yet. */
  get kept(): number {
    return this.#bytes.length;
  }

  push(chunk: Uint8Array): void {
    if (this.#failure !== undefined) return;
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /** The next whole packet; undefined when there is none yet, or none any more. */
  next(): Packet | undefined {
    if (this.#failure !== undefined) return undefined;
    const header = fixedHeader(this.#bytes);
    if (header === undefined) return undefined;
    const { bodyAt, end } = header;
    if (!(end <= this.#limit)) return this.#fail(bodyAt > MAX_HEADER ? MALFORMED : TOO_LARGE);
    if (end > this.#bytes.length) return undefined;
    const packet = parsePacket(this.#version, this.#bytes[0] ?? 0, this.#bytes.subarray(bodyAt, end));
    if (!packet) return this.#fail(MALFORMED);
    this.#bytes = this.#bytes.subarray(end);
    return packet;
  }

  #fail(code: number): undefined {
    this.#failure = code;
    this.#bytes = new Uint8Array(0);
  }
}

/** §2.1: one byte of type, up to four of length. */
const MAX_HEADER = 5;

/** Where the body begins and ends; undefined while the header is incomplete. An over-long header has no end. */
function fixedHeader(bytes: Uint8Array): { bodyAt: number; end: number } | undefined {
  let length = 0;
  for (let at = 1; at < MAX_HEADER; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * (at - 1));
    if (byte < 0x80) return { bodyAt: at + 1, end: at + 1 + length };
  }
  return { bodyAt: MAX_HEADER + 1, end: Infinity };
}
