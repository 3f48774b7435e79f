/** The properties of MQTT 5 §2.2.2.2 that this client acts on; all others are read over. */
import type { FieldReader } from './fieldReader.ts';

export interface Properties {
  /** Seconds, in place of the client's own. */
  readonly serverKeepAlive?: number;
  /** How many QoS 1 messages may be unacknowledged at once. */
  readonly receiveMaximum?: number;
  readonly reasonString?: string;
}

// §2.2.2.2, table 2-4, by their type.
const BYTE = [0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a];
const UINT16 = [0x13, 0x21, 0x22, 0x23];
const UINT32 = [0x02, 0x11, 0x18, 0x27];
const TEXT = [0x03, 0x08, 0x12, 0x15, 0x1a, 0x1c, 0x1f];
const BINARY = [0x09, 0x16];
const SUBSCRIPTION_IDENTIFIER = 0x0b;
const USER_PROPERTY = 0x26;

/** Reads a property length and the properties; a malformed one fails `fields`. */
export function properties(fields: FieldReader): Properties {
  const found: { serverKeepAlive?: number; receiveMaximum?: number; reasonString?: string } = {};
  const section = fields.section(fields.variableByteInteger());
  while (!section.atEnd && !section.failed) {
    const id = section.byte();
    if (BYTE.includes(id)) section.byte();
    else if (UINT32.includes(id)) section.uint32();
    else if (BINARY.includes(id)) section.binary();
    else if (id === SUBSCRIPTION_IDENTIFIER) section.variableByteInteger();
    else if (id === USER_PROPERTY) (section.text(), section.text());
    else if (UINT16.includes(id)) {
      const value = section.uint16();
      if (id === 0x13) found.serverKeepAlive = value;
      if (id === 0x21) found.receiveMaximum = value;
      // §3.3.2.3.4: no aliases were allowed, and §3.2.2.3.3: a receive maximum of nothing is a protocol error.
      if (id === 0x23 || (id === 0x21 && value === 0)) section.fail();
    } else if (TEXT.includes(id)) {
      const value = section.text();
      if (id === 0x1f) found.reasonString = value;
    } else {
      section.fail();
    }
  }
  if (section.failed) fields.fail();
  return found;
}
