import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publishPacket } from '../../src/signaling/publishPacket.ts';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

// By hand from MQTT 5 §3.3: 32, length 0x0f, topic "a/b", id ffff, properties 05 02 0000001e, payload "hi".
test('A farewell in MQTT 5 carries its expiry', () => {
  assert.equal(hex(publishPacket(5, 'a/b', 'hi', 0xffff, 30)), '320f' + '0003612f62' + 'ffff' + '05020000001e' + '6869');
});

// By hand from MQTT 3.1.1 §3.3: no properties.
test('A farewell in MQTT 3.1.1 has no properties', () => {
  assert.equal(hex(publishPacket(4, 'a/b', 'hi', 1, 30)), '3209' + '0003612f62' + '0001' + '6869');
});

// MQTT 5 §1.5.5, table 1-1: 128 is 80 01, 16 383 is ff 7f, 16 384 is 80 80 01.
test('Lengths are variable byte integers', () => {
  for (const [length, expected] of [[127, '7f'], [128, '8001'], [16_383, 'ff7f'], [16_384, '808001']] as const) {
    const packet = publishPacket(4, 'a/b', 'x'.repeat(length - 7), 1, 0);
    assert.equal(hex(packet.subarray(1, 1 + expected.length / 2)), expected);
  }
});
