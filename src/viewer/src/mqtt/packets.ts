/** Packets from the broker. */
import { FieldReader } from './fieldReader.ts';
import type { Version } from './packetWriter.ts';
import { properties, type Properties } from './properties.ts';

export type Packet =
  | { readonly type: 'connack'; readonly code: number; readonly properties: Properties }
  | { readonly type: 'publish'; readonly topic: string; readonly payload: Uint8Array; /** Undefined at QoS 0. */ readonly id: number | undefined }
  | { readonly type: 'puback'; readonly id: number; readonly code: number; readonly properties: Properties }
  | { readonly type: 'suback' | 'unsuback'; readonly id: number; readonly codes: readonly number[]; readonly properties: Properties }
  | { readonly type: 'pingresp' }
  | { readonly type: 'disconnect'; readonly code: number; readonly properties: Properties };

/** `first` is the packet's first byte, `body` what follows its length. Undefined: malformed, or a packet that no broker sends to this client. */
export function parsePacket(version: Version, first: number, body: Uint8Array): Packet | undefined {
  const fields = new FieldReader(body);
  const packet = parse(version, first, fields);
  return packet && !fields.failed && fields.atEnd ? packet : undefined;
}

function parse(version: Version, first: number, fields: FieldReader): Packet | undefined {
  // §2.1.3: the lower four bits are reserved in every packet but PUBLISH.
  if (first >> 4 === 3) return publish(version, first, fields);
  switch (first) {
    case 0x20: {
      fields.byte(); // Session present: never, after a clean start.
      const code = fields.byte();
      // A broker that knows only MQTT 3.1.1 refuses MQTT 5 in its own words, without properties.
      return { type: 'connack', code, properties: version === 5 && !fields.atEnd ? properties(fields) : {} };
    }
    case 0x40: {
      const id = identifier(fields);
      return { type: 'puback', id, ...outcome(version, fields) };
    }
    case 0x90:
    case 0xb0: {
      const id = identifier(fields);
      const given = version === 5 ? properties(fields) : {};
      return { type: first === 0x90 ? 'suback' : 'unsuback', id, codes: [...fields.rest()], properties: given };
    }
    case 0xd0:
      return { type: 'pingresp' };
    case 0xe0:
      return { type: 'disconnect', ...outcome(version, fields) };
    default:
      return undefined;
  }
}

function publish(version: Version, first: number, fields: FieldReader): Packet | undefined {
  const qos = (first >> 1) & 3;
  // §3.8.3.1: no more was subscribed for than QoS 1.
  if (qos > 1) return undefined;
  const topic = fields.text();
  const id = qos === 1 ? identifier(fields) : undefined;
  if (version === 5) properties(fields);
  return { type: 'publish', topic, id, payload: fields.rest() };
}

// §2.2.1: an identifier is never zero.
function identifier(fields: FieldReader): number {
  const id = fields.uint16();
  if (id === 0) fields.fail();
  return id;
}

// §3.4.2, §3.14.2: success goes without saying, and so do properties.
function outcome(version: Version, fields: FieldReader): { code: number; properties: Properties } {
  if (version === 4 || fields.atEnd) return { code: 0, properties: {} };
  const code = fields.byte();
  return { code, properties: fields.atEnd ? {} : properties(fields) };
}
