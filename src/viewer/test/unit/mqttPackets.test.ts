import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MALFORMED, PacketReader, TOO_LARGE } from '../../src/mqtt/packetReader.ts';
import type { Packet } from '../../src/mqtt/packets.ts';
import { connect, disconnect, pingreq, puback, publish, subscribe, unsubscribe, type Version } from '../../src/mqtt/packetWriter.ts';
import { forSeeds, type Seeded } from '../seeded.ts';

const LIMIT = 1 << 17;
const CONNECT = { clientId: 'me', username: undefined, password: undefined, keepAliveSeconds: 20, maximumPacketSize: LIMIT };

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** What a broker's bytes mean, and why reading stopped. */
function read(version: Version, text: string, limit = LIMIT): { packets: Packet[]; failure: number | undefined } {
  const reader = new PacketReader(version, limit);
  reader.push(Buffer.from(text.replaceAll(' ', ''), 'hex'));
  const packets: Packet[] = [];
  for (let packet = reader.next(); packet; packet = reader.next()) packets.push(packet);
  return { packets, failure: reader.failure };
}

// By hand from MQTT 5 §3.1: protocol name, level 5, flags, keep alive 20, property 0x27 maximum packet size 131 072, client identifier.
test('CONNECT asks for a clean start and says how much this client takes', () => {
  assert.equal(hex(connect(5, CONNECT)), '1014' + '00044d515454' + '05' + '02' + '0014' + '052700020000' + '00026d65');
});

// MQTT 3.1.1 §3.1: level 4, no properties; user name and password with their flags.
test('CONNECT in MQTT 3.1.1 has no properties; credentials follow the identifier', () => {
  assert.equal(hex(connect(4, { ...CONNECT, username: 'u', password: 'pw' })), '1015' + '00044d515454' + '04' + 'c2' + '0014' + '00026d65' + '000175' + '00027077');
});

test('A password without a user name gets an empty one, which MQTT 3.1.1 wants', () => {
  assert.equal(hex(connect(4, { ...CONNECT, password: 'pw' })), '1014' + '00044d515454' + '04' + 'c2' + '0014' + '00026d65' + '0000' + '00027077');
});

// By hand from MQTT 5 §3.3: 32, length 0x0f, topic "a/b", id ffff, properties 05 02 0000001e, payload "hi".
test('PUBLISH in MQTT 5 carries its expiry', () => {
  assert.equal(hex(publish(5, 0xffff, 'a/b', 'hi', 30)), '320f' + '0003612f62' + 'ffff' + '05020000001e' + '6869');
});

test('PUBLISH in MQTT 3.1.1 has no properties', () => {
  assert.equal(hex(publish(4, 1, 'a/b', 'hi', 30)), '3209' + '0003612f62' + '0001' + '6869');
});

// MQTT 5 §1.5.5, table 1-1: 128 is 80 01, 16 383 is ff 7f, 16 384 is 80 80 01.
test('Lengths are variable byte integers', () => {
  for (const [length, expected] of [[127, '7f'], [128, '8001'], [16_383, 'ff7f'], [16_384, '808001']] as const) {
    const packet = publish(4, 1, 'a/b', 'x'.repeat(length - 7), 0);
    assert.equal(hex(packet.subarray(1, 1 + expected.length / 2)), expected);
  }
});

// MQTT 5 §3.8.3, §3.10.3: identifier, property length, filters; each of SUBSCRIBE's with its options.
test('SUBSCRIBE asks for QoS 1 of each filter; UNSUBSCRIBE has no options', () => {
  assert.equal(hex(subscribe(5, 7, ['a', 'b/c'])), '820d' + '0007' + '00' + '00016101' + '0003622f6301');
  assert.equal(hex(subscribe(4, 7, ['a'])), '8206' + '0007' + '00016101');
  assert.equal(hex(unsubscribe(5, 8, ['a'])), 'a206' + '0008' + '00' + '000161');
});

test('The short packets are as short as they may be', () => {
  assert.equal(hex(puback(0x1234)), '40021234');
  assert.equal(hex(pingreq()), 'c000');
  assert.equal(hex(disconnect(5)), 'e000');
  assert.equal(hex(disconnect(5, 0x81)), 'e00181');
  assert.equal(hex(disconnect(4, 0x81)), 'e000', 'MQTT 3.1.1 has no reasons');
});

// By hand from MQTT 5 §3.2: no session, success, properties: receive maximum 20, server keep alive 5, a user property, topic alias maximum 10.
test('CONNACK tells what the broker allows', () => {
  const { packets } = read(5, '2013 00 00 10 21 0014 13 0005 26 0001 6b 0001 76 22 000a');
  assert.deepEqual(packets, [{ type: 'connack', code: 0, properties: { receiveMaximum: 20, serverKeepAlive: 5 } }]);
});

test('A refusal has its reason code, and the broker’s words if there are any', () => {
  assert.deepEqual(read(5, '2008 00 87 05 1f 0002 6e6f').packets, [{ type: 'connack', code: 0x87, properties: { reasonString: 'no' } }]);
});

// MQTT 3.1.1 §3.2.2.3: 1 is an unacceptable protocol version. Such a broker knows no properties.
test('A broker that knows only MQTT 3.1.1 refuses MQTT 5 in its own words', () => {
  assert.deepEqual(read(5, '2002 00 01').packets, [{ type: 'connack', code: 1, properties: {} }]);
});

test('PUBLISH brings topic, payload, and an identifier when it wants an answer', () => {
  const [first, second] = read(5, '3008 0001 61 02 01 01 68 69  3209 0001 61 0007 02 01 00 68').packets;
  assert.deepEqual(first, { type: 'publish', topic: 'a', id: undefined, payload: new Uint8Array(Buffer.from('hi')) });
  assert.deepEqual(second, { type: 'publish', topic: 'a', id: 7, payload: new Uint8Array(Buffer.from('h')) });
});

test('Acknowledgements may leave out success', () => {
  assert.deepEqual(read(5, '4002 0001  4003 0001 10  4004 0001 87 00').packets.map((packet) => packet.type === 'puback' && packet.code), [0, 0x10, 0x87]);
  assert.deepEqual(read(5, '9005 0002 00 01 87').packets, [{ type: 'suback', id: 2, codes: [1, 0x87], properties: {} }]);
  assert.deepEqual(read(4, '9004 0002 01 80  b002 0003').packets.map((packet) => packet.type), ['suback', 'unsuback']);
});

test('DISCONNECT says why', () => {
  assert.deepEqual(read(5, 'e000').packets, [{ type: 'disconnect', code: 0, properties: {} }]);
  assert.deepEqual(read(5, 'e002 8b 00').packets, [{ type: 'disconnect', code: 0x8b, properties: {} }]);
});

test('Packets come out the same however the stream is cut', () => {
  const whole = '2003000000' + '9004000100' + '01' + '3209000161000702010068' + 'd000';
  const expected = read(5, whole).packets;
  assert.equal(expected.length, 4);
  const bytes = Buffer.from(whole, 'hex');
  for (let size = 1; size < bytes.length; size++) {
    const reader = new PacketReader(5, LIMIT);
    const packets: Packet[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size));
      for (let packet = reader.next(); packet; packet = reader.next()) packets.push(packet);
    }
    assert.deepEqual(packets, expected, `cut every ${size} bytes`);
  }
});

const MALFORMED_PACKETS: readonly (readonly [string, string])[] = [
  ['a packet that only clients send', '1000'],
  ['type 0', '0000'],
  ['AUTH, which was not asked for', 'f000'],
  ['reserved flags', '2100'],
  ['a CONNACK without a code', '2001 00'],
  ['bytes after the properties', '2004 00 00 00 ff'],
  ['properties that end too late', '2004 00 00 05 21'],
  ['an unknown property', '2005 00 00 02 7e 00'],
  ['a receive maximum of nothing', '2006 00 00 03 21 0000'],
  ['a topic alias, though none was allowed', '3008 0001 61 03 23 0001 68'],
  ['QoS 2, which was not subscribed for', '3406 0001 61 0001 00'],
  ['QoS 3', '3606 0001 61 0001 00'],
  ['an identifier of zero', '3206 0001 61 0000 00'],
  ['a topic that is not UTF-8', '3004 0001 ff 00'],
  ['a topic with U+0000', '3004 0001 00 00'],
  ['a topic longer than its packet', '3004 0009 61 00'],
  ['a length of five bytes', '30ffffffffff'],
];

for (const [what, bytes] of MALFORMED_PACKETS) {
  test(`Refused as malformed: ${what}`, () => {
    const { packets, failure } = read(5, bytes);
    assert.deepEqual(packets, []);
    assert.equal(failure, MALFORMED);
  });
}

test('A packet larger than was allowed is refused before it is there', () => {
  assert.deepEqual(read(5, '30 81 08', 1024), { packets: [], failure: TOO_LARGE });
  assert.deepEqual(read(5, '30 fd 07', 1024), { packets: [], failure: undefined });
});

test('Nothing a broker sends throws, and nothing beyond the largest packet is kept', () => {
  const seeds = ['2008000005210014130005', '320d000161000702010068', '9005000200018740020001d000e002 8b00'.replace(' ', ''), '3008000161020101686930ff7f'].map((text) => Buffer.from(text, 'hex'));
  forSeeds(5_000, (random) => {
    const version: Version = random.pick([4, 5]);
    const reader = new PacketReader(version, 64);
    for (let chunks = random.below(5) + 1; chunks > 0; chunks--) {
      reader.push(random.next() < 0.5 ? garbage(random) : mutated(random, random.pick(seeds as [Buffer, ...Buffer[]])));
      let packets = 0;
      while (reader.next()) assert.ok(++packets <= 100, 'more packets than bytes');
      if (reader.failure !== undefined) assert.equal(reader.kept, 0);
      assert.ok(reader.kept <= 64, `${reader.kept} bytes kept`);
    }
  });
});

function garbage(random: Seeded): Uint8Array {
  return Uint8Array.from({ length: random.below(80) }, () => random.below(256));
}

function mutated(random: Seeded, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let i = random.below(4); i > 0; i--) changed[random.below(changed.length)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
  return changed.subarray(0, random.next() < 0.3 ? random.below(changed.length) : changed.length);
}
