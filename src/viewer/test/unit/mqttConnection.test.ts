import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailureError, type Failure } from '../../src/failure.ts';
import { MqttConnection } from '../../src/signaling/mqttConnection.ts';
import { CONNACK, FakeClock, FakeSocket } from './mqttLab.ts';

function connection(url = 'ws://broker.example.org:9001/mqtt') {
  const sockets: FakeSocket[] = [];
  const clock = new FakeClock();
  const subject = new MqttConnection({ url, topicPrefix: 'camagent' }, () => (sockets.push(new FakeSocket()), newest()), clock);
  function newest(): FakeSocket {
    const socket = sockets.at(-1);
    assert.ok(socket);
    return socket;
  }
  return { subject, sockets, newest, clock };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof FailureError ? error.failure : assert.fail(String(error))),
  );
}

test('Subscriptions and first messages follow CONNECT without waiting for the answer', async () => {
  const { subject, newest } = connection();
  subject.subscribe('down', () => {});
  const speakable = subject.speakable();
  newest().open();
  await speakable;
  subject.publish('up', 'hello');
  assert.deepEqual(newest().takeTypes(), ['10', '82', '32']);
  assert.equal(subject.connected, false);
  newest().receive(CONNACK);
  await subject.ready();
  assert.deepEqual(newest().takeTypes(), [], 'nothing is said twice');
});

test('A broker that hangs up on who speaks too early is given the time to answer first', async () => {
  const { subject, sockets, newest, clock } = connection();
  subject.subscribe('down', () => {});
  const ready = failureOf(subject.ready());
  newest().open();
  newest().drop();
  assert.deepEqual(await ready, { kind: 'no-broker', host: 'broker.example.org:9001', message: 'it hung up' });
  clock.advance(500);
  assert.equal(sockets.length, 2);
  newest().open();
  subject.publish('up', 'hello');
  assert.deepEqual(newest().takeTypes(), ['10']);
  newest().receive(CONNACK);
  subject.publish('up', 'hello');
  assert.deepEqual(newest().takeTypes(), ['82', '32']);
});

test('A broker that was merely away is spoken to early again', () => {
  const { subject, newest, clock } = connection();
  subject.subscribe('down', () => {});
  newest().drop();
  clock.advance(500);
  newest().open();
  newest().receive(CONNACK);
  newest().drop();
  clock.advance(500);
  newest().open();
  assert.deepEqual(newest().takeTypes(), ['10', '82']);
});

test('What was wrong with the broker is told in words', async () => {
  for (const [code, failure] of [
    ['89', { kind: 'no-broker', host: 'broker.example.org:9001', message: 'it is busy' }],
    ['87', { kind: 'refused', why: 'broker', message: 'not authorized' }],
  ] as const) {
    const { subject, newest } = connection();
    const ready = failureOf(subject.ready());
    newest().open();
    newest().receive(`20 03 00 ${code} 00`);
    assert.deepEqual(await ready, failure);
    assert.deepEqual(await failureOf(subject.ready()), failure, 'until an attempt succeeds');
  }
});

test('A broker that knows only MQTT 3.1.1 is spoken to in that', () => {
  const { newest, clock, subject } = connection();
  newest().open();
  assert.equal(newest().take()[0]?.slice(0, 18), '102e' + '00044d515454' + '05');
  newest().receive('20 02 00 01');
  clock.advance(500);
  newest().open();
  assert.match(newest().take()[0] ?? '', /^10..00044d51545404/);
  newest().receive('20 02 00 00');
  assert.equal(subject.connected, true);
});

test('Credentials in the address go into CONNECT, without their escapes', () => {
  const { newest } = connection('ws://al%40ice:s%3Acret@broker.example.org/mqtt');
  newest().open();
  assert.match(Buffer.from(newest().take()[0] ?? '', 'hex').toString('latin1'), /al@ice.*s:cret$/s);
});

test('It comes back by itself, subscribes again, says what it could not say, and tells', () => {
  const { subject, newest, clock } = connection();
  let returned = 0;
  subject.onReturn = () => returned++;
  subject.subscribe('status', () => {});
  newest().open();
  newest().receive(CONNACK);
  assert.equal(returned, 0);
  newest().drop();
  subject.publish('up', 'lost');
  subject.farewell('up', 'bye');
  clock.advance(500);
  newest().open();
  const sent = newest().take();
  assert.deepEqual(sent.map((packet) => packet.slice(0, 2)), ['10', '82', '32']);
  assert.match(Buffer.from(sent[2] ?? '', 'hex').toString(), /bye$/);
  newest().receive(CONNACK);
  assert.equal(returned, 1);
});

test('Attempts grow rarer, and hurrying starts one at once', () => {
  const { subject, sockets, newest, clock } = connection();
  for (const longest of [500, 1_000, 2_000, 4_000, 8_000]) {
    const before = sockets.length;
    newest().drop();
    clock.advance(longest / 2 - 1);
    assert.equal(sockets.length, before, `tried again before half of ${longest} ms`);
    clock.advance(longest / 2 + 1);
    assert.equal(sockets.length, before + 1, `not tried again within ${longest} ms`);
  }
  newest().drop();
  clock.advance(1_000);
  assert.equal(sockets.length, 6);
  subject.hurry();
  assert.equal(sockets.length, 7);
  newest().open();
  newest().receive(CONNACK);
  clock.advance(15_000);
  assert.equal(sockets.length, 7, 'the attempt that was put off is not made too');
});

test('Messages go to whom they are for, and too large ones to nobody', () => {
  const { subject, newest } = connection();
  const heard: string[] = [];
  subject.subscribe('a', (text) => heard.push(text));
  newest().open();
  newest().receive(CONNACK, '30 05 0001 61 00 78', '30 05 0001 62 00 79');
  const large = 'ff'.repeat(65_537);
  newest().receive(`30 858004 0001 61 00 ${large}`);
  assert.deepEqual(heard, ['x']);
  subject.unsubscribe('a');
  newest().receive('30 05 0001 61 00 78');
  assert.deepEqual(heard, ['x']);
});

test('A subscription or a message that the broker’s rules forbid is told to whom it concerns', () => {
  const { subject, newest } = connection();
  const refused: string[] = [];
  const note = (name: string) => (failure: Failure) => void refused.push(`${name}: ${'message' in failure ? failure.message : ''}`);
  subject.subscribe('mine', () => {}, note('mine'));
  subject.subscribe('theirs', () => {}, note('theirs'));
  newest().open();
  newest().receive(CONNACK, '90 05 0001 00 01 87');
  subject.publish('up', 'hello', note('up'));
  newest().receive('40 03 0002 87');
  assert.deepEqual(refused, ['theirs: not authorized to subscribe', 'up: not authorized to publish']);
});

test('A socket that the browser does not even open is a broker that is not there', async () => {
  const clock = new FakeClock();
  const subject = new MqttConnection({ url: 'ws://broker.example.org/', topicPrefix: 'camagent' }, () => undefined, clock);
  assert.deepEqual(await failureOf(subject.ready()), { kind: 'no-broker', host: 'broker.example.org', message: '' });
});

test('Closed, it says goodbye and stays away', async () => {
  const { subject, sockets, newest, clock } = connection();
  newest().open();
  newest().receive(CONNACK);
  newest().take();
  subject.close();
  assert.deepEqual(newest().takeTypes(), ['e0']);
  clock.advance(60_000);
  assert.equal(sockets.length, 1);
  assert.equal((await failureOf(subject.ready()))?.kind, 'lost');
});
