/** Packets to the broker, each as bytes. Section numbers are MQTT 5's; 3.1.1 differs only where it says so. */

/** The protocol level in CONNECT: 4 is MQTT 3.1.1. */
export type Version = 4 | 5;

export interface ConnectFields {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly keepAliveSeconds: number;
  /** Larger packets from the broker are refused (MQTT 5 only; 3.1.1 cannot say so). */
  readonly maximumPacketSize: number;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Part = readonly number[] | Uint8Array;

/** §3.1, with a clean start and no will. */
export function connect(version: Version, fields: ConnectFields): Bytes {
  const { clientId, username, password } = fields;
  // MQTT 3.1.1 §3.1.2.9: no password without a user name; an empty one is a name.
  const user = username ?? (password === undefined ? undefined : '');
  const flags = 0x02 | (user === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const properties = version === 5 ? [5, 0x27, ...uint32(fields.maximumPacketSize)] : [];
  return packet(
    0x10,
    text('MQTT'),
    [version, flags, ...uint16(fields.keepAliveSeconds), ...properties],
    text(clientId),
    user === undefined ? [] : text(user),
    password === undefined ? [] : text(password),
  );
}

/** §3.3, QoS 1, not retained. */
export function publish(version: Version, id: number, topic: string, payload: string, expirySeconds: number): Bytes {
  const properties = version === 5 ? [5, 0x02, ...uint32(expirySeconds)] : [];
  return packet(0x32, text(topic), [...uint16(id), ...properties], utf8.encode(payload));
}

/** §3.8, every filter at QoS 1. */
export function subscribe(version: Version, id: number, filters: readonly string[]): Bytes {
  return packet(0x82, uint16(id), noProperties(version), ...filters.flatMap((filter): Part[] => [text(filter), [1]]));
}

/** §3.10. */
export function unsubscribe(version: Version, id: number, filters: readonly string[]): Bytes {
  return packet(0xa2, uint16(id), noProperties(version), ...filters.map(text));
}

/** §3.4.2.1: without a reason code, success. */
export function puback(id: number): Bytes {
  return packet(0x40, uint16(id));
}

/** §3.12. */
export function pingreq(): Bytes {
  return packet(0xc0);
}

/** §3.14: without a reason code, a normal disconnection, the only one that MQTT 3.1.1 has. */
export function disconnect(version: Version, code = 0): Bytes {
  return code !== 0 && version === 5 ? packet(0xe0, [code]) : packet(0xe0);
}

const utf8 = new TextEncoder();

function packet(type: number, ...parts: readonly Part[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = [type, ...variableByteInteger(length)];
  const bytes = new Uint8Array(header.length + length);
  let at = 0;
  for (const part of [header, ...parts]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

// §1.5.5: seven bits a byte, least significant first, the high bit set on all but the last.
function variableByteInteger(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

// §1.5.4: two bytes of length.
function text(value: string): Bytes {
  const bytes = utf8.encode(value);
  if (bytes.length > 0xffff) throw new RangeError('a string in an MQTT packet has at most 65 535 bytes');
  return Uint8Array.from([...uint16(bytes.length), ...bytes]);
}

function uint16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

function uint32(value: number): number[] {
  return [...uint16(value >>> 16), ...uint16(value)];
}

function noProperties(version: Version): number[] {
  return version === 5 ? [0] : [];
}
