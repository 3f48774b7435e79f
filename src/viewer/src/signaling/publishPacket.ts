/**
 * One PUBLISH packet, written here because mqtt.js writes on a later turn of the event loop: a page that is being left
 * has no later turn, and its farewell would stay behind.
 */

/** A QoS 1 PUBLISH (MQTT 5 §3.3, MQTT 3.1.1 §3.3). `payload` may have 64 KiB; `id` is 1–65535. */
export function publishPacket(version: 4 | 5, topic: string, payload: string, id: number, expirySeconds: number): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(topic);
  const body = new TextEncoder().encode(payload);
  const header = [name.length >> 8, name.length & 0xff, ...name, id >> 8, id & 0xff];
  // MQTT 5 §3.3.2.3.3: 0x02 is the message expiry interval, four bytes, in seconds.
  if (version === 5) header.push(5, 0x02, (expirySeconds >>> 24) & 0xff, (expirySeconds >>> 16) & 0xff, (expirySeconds >>> 8) & 0xff, expirySeconds & 0xff);
  return Uint8Array.from([0x32, ...variableByteInteger(header.length + body.length), ...header, ...body]);
}

// MQTT 5 §1.5.5: seven bits a byte, least significant first, the high bit set on all but the last.
function variableByteInteger(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}
