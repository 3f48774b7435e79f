import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MqttClient, type End, type Settings } from '../../src/mqtt/mqttClient.ts';
import { CONNACK, FakeClock, FakeSocket } from './mqttLab.ts';

const SETTINGS: Settings = {
  version: 5, clientId: 'me', username: undefined, password: undefined, keepAliveSeconds: 20, maximumPacketSize: 4096, connectTimeoutMs: 8_000, expirySeconds: 30,
};

function client(changes: Partial<Settings> = {}) {
  const socket = new FakeSocket();
  const clock = new FakeClock();
  const heard: string[] = [];
  const ends: End[] = [];
  const subject = new MqttClient(socket, { ...SETTINGS, ...changes }, clock, {
    opened: () => heard.push('opened'),
    accepted: () => heard.push('accepted'),
    message: (topic, payload) => heard.push(`${topic}=${Buffer.from(payload).toString()}`),
    ended: (end) => ends.push(end),
  });
  return { subject, socket, clock, heard, ends };
}

function accepted(connack = CONNACK, changes: Partial<Settings> = {}) {
  const all = client(changes);
  all.socket.open();
  all.socket.receive(connack);
  all.socket.take();
  return all;
}

test('CONNECT goes out as soon as the socket is open, and others may follow before the broker answers', () => {
  const { subject, socket, heard } = client();
  assert.equal(socket.binaryType, 'arraybuffer');
  socket.open();
  subject.subscribe(['a'], () => {});
  subject.publish('a', 'hello');
  subject.publish('a', 'offer');
  assert.deepEqual(socket.takeTypes(), ['10', '82', '32', '32']);
  assert.equal(subject.isAccepted, false);
  socket.receive(CONNACK);
  assert.equal(subject.isAccepted, true);
  assert.deepEqual(heard, ['opened', 'accepted']);
});

test('Before the broker has said how many messages it takes, no more than two are sent', () => {
  const { subject, socket } = client();
  socket.open();
  for (let i = 0; i < 5; i++) subject.publish('a', String(i));
  assert.deepEqual(socket.takeTypes(), ['10', '32', '32']);
  socket.receive(CONNACK);
  assert.deepEqual(socket.takeTypes(), ['32', '32', '32']);
});

test('Of a receive maximum no more than that are on their way; each answer lets the next go', () => {
  const { subject, socket } = accepted('20 06 00 00 03 21 0002');
  const answers: number[] = [];
  for (let i = 0; i < 4; i++) subject.publish('a', String(i), (code) => answers.push(code));
  assert.equal(socket.take().length, 2);
  socket.receive('40 02 0001');
  assert.equal(socket.take().length, 1);
  socket.receive('40 03 0002 87', '40 02 0003');
  assert.equal(socket.take().length, 1);
  assert.deepEqual(answers, [0, 0x87, 0]);
});

test('What waits is bounded: a broker that never answers fills no memory', () => {
  const { subject, socket } = accepted();
  for (let i = 0; i < 10_000; i++) subject.publish('a', String(i));
  assert.equal(socket.take().length, 64);
  for (let id = 1; id <= 64; id++) socket.receive(`40 02 ${id.toString(16).padStart(4, '0')}`);
  assert.equal(socket.take().length, 64, 'as many as came free');
});

test('Outside a connection nothing is sent', () => {
  const { subject, socket } = client();
  subject.publish('a', 'early');
  subject.subscribe(['a'], () => assert.fail());
  socket.open();
  assert.deepEqual(socket.takeTypes(), ['10']);
  socket.drop();
  subject.publish('a', 'late');
  assert.deepEqual(socket.take(), []);
});

test('A message at QoS 1 is acknowledged, one at QoS 0 is not', () => {
  const { socket, heard } = accepted();
  socket.receive('32 07 0001 61 0102 00 78', '30 05 0001 61 00 79');
  assert.deepEqual(socket.take(), ['40020102']);
  assert.deepEqual(heard.slice(2), ['a=x', 'a=y']);
});

test('Each filter’s reason code is told', () => {
  const { subject, socket } = accepted();
  let codes: readonly number[] = [];
  subject.subscribe(['a', 'b'], (given) => (codes = given));
  socket.receive('40 02 0001');
  assert.deepEqual(codes, [], 'an acknowledgement of another kind says nothing about it');
  socket.receive('90 05 0001 00 01 87');
  assert.deepEqual(codes, [1, 0x87]);
});

test('An answer to nothing is ignored', () => {
  const { socket, ends } = accepted();
  socket.receive('40 02 1234', '90 04 0009 00 00');
  assert.deepEqual(ends, []);
});

test('A refusal ends it with the code, in the broker’s words or ours', () => {
  for (const [connack, words] of [['20 03 00 86 00', 'user name or password are wrong'], ['20 08 00 86 05 1f 0002 6e6f', 'no']] as const) {
    const { socket, ends } = client();
    socket.open();
    socket.receive(connack);
    assert.deepEqual(ends, [{ reached: 'socket', code: 0x86, words }]);
    assert.equal(socket.closed, true);
  }
});

test('A broker that goes says why', () => {
  const { socket, ends } = accepted();
  socket.receive('e0 02 8b 00');
  assert.deepEqual(ends, [{ reached: 'broker', code: 0x8b, words: 'it is shutting down' }]);
});

test('A connection that drops is told once', () => {
  const { socket, ends } = accepted();
  socket.drop();
  socket.onclose?.({} as CloseEvent);
  assert.deepEqual(ends, [{ reached: 'broker', code: undefined, words: 'the connection was lost' }]);
});

test('A broker that does not answer in time is given up', () => {
  const { socket, clock, ends } = client();
  clock.advance(4_000);
  socket.open();
  clock.advance(3_999);
  assert.deepEqual(ends, []);
  clock.advance(1);
  assert.deepEqual(ends, [{ reached: 'socket', code: undefined, words: 'it does not answer in time' }]);
});

test('The broker is asked at half the keep-alive time, and a connection that does not answer is given up', () => {
  const { socket, clock, ends } = accepted();
  for (let i = 0; i < 5; i++) {
    clock.advance(9_999);
    assert.deepEqual(socket.take(), []);
    clock.advance(1);
    assert.deepEqual(socket.take(), ['c000']);
    socket.receive('d000');
  }
  clock.advance(20_000);
  assert.deepEqual(ends, [{ reached: 'broker', code: undefined, words: 'it stopped answering' }]);
});

test('The broker’s own keep-alive time is followed', () => {
  const { socket, clock } = accepted('20 06 00 00 03 13 0004');
  clock.advance(2_000);
  assert.deepEqual(socket.take(), ['c000']);
});

test('Closing says goodbye after what was said before, and nothing more is heard', () => {
  const { subject, socket, ends } = accepted();
  subject.publish('a', 'bye');
  subject.close();
  assert.deepEqual(socket.takeTypes(), ['32', 'e0']);
  assert.equal(socket.closed, true);
  assert.equal(socket.onmessage, null);
  assert.deepEqual(ends, []);
});

const BREACHES: readonly (readonly [string, (socket: FakeSocket) => void, string])[] = [
  ['a text frame', (socket) => socket.receiveText(), 'e00182'],
  ['a second CONNACK', (socket) => socket.receive(CONNACK), 'e00182'],
  ['a malformed packet', (socket) => socket.receive('2f 00'), 'e00181'],
  ['too large a packet', (socket) => socket.receive('30 ff 7f'), 'e00195'],
];

for (const [what, act, goodbye] of BREACHES) {
  test(`The connection is left for ${what}`, () => {
    const { socket, ends } = accepted();
    act(socket);
    assert.deepEqual(socket.take(), [goodbye]);
    assert.equal(ends.length, 1);
    assert.equal(socket.closed, true);
  });
}

test('Anything before CONNACK breaks the protocol', () => {
  const { socket, ends } = client();
  socket.open();
  socket.receive('d000');
  assert.deepEqual(ends, [{ reached: 'socket', code: 0x82, words: 'it broke the protocol' }]);
});
