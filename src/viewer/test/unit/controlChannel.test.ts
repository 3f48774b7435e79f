import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlChannel } from '../../src/device/controlChannel.ts';
import { RpcError } from '../../src/device/rpcError.ts';
import { parseRpc } from '../../src/device/rpcMessage.ts';
import { changed, parseStatus } from '../../src/device/status.ts';
import { parseTelemetry } from '../../src/device/telemetry.ts';
import { forSeeds } from '../seeded.ts';
import { FakeLine } from './deviceLab.ts';
import { FakeClock } from './mqttLab.ts';

function lab() {
  const line = new FakeLine();
  const clock = new FakeClock();
  const heard: string[] = [];
  const channel = new ControlChannel(
    line,
    {
      opened: () => heard.push('opened'),
      closed: () => heard.push('closed'),
      notified: (method, params) => heard.push(`${method} ${JSON.stringify(params)}`),
    },
    clock,
  );
  line.open();
  return { line, clock, heard, channel };
}

const failure = (kind: string) => (error: unknown) => error instanceof RpcError && error.failure === kind;

test('A call is a JSON-RPC request, and its answer finds it', async () => {
  const { line, channel } = lab();
  const first = channel.call('status.get');
  const second = channel.call('output.set', { name: 'relay', on: true });
  assert.deepEqual(line.request, { jsonrpc: '2.0', id: 2, method: 'output.set', params: { name: 'relay', on: true } });
  line.answer({ id: 2, result: {} });
  line.answer({ id: 1, result: { viewers: 1 } });
  assert.deepEqual(await second, {});
  assert.deepEqual(await first, { viewers: 1 });
});

test('An error is told in words', async () => {
  const { line, channel } = lab();
  const call = channel.call('output.set', { name: 'relay', on: true });
  line.answer({ id: 1, error: { code: -32001, message: 'This viewer has not the right "control".' } });
  await assert.rejects(call, (error: unknown) => error instanceof RpcError && error.code === -32001 && /may watch, but not control/.test(error.words));
});

test('A camera that does not answer is waited for eight seconds', async () => {
  const { clock, channel } = lab();
  const call = channel.call('status.get');
  clock.advance(7_999);
  clock.advance(1);
  await assert.rejects(call, failure('timeout'));
});

test('Bytes that follow an answer are put together', async () => {
  const { line, channel } = lab();
  const picture = channel.download('snapshot.take');
  line.answer({ id: 1, result: { bytes: 5, contentType: 'image/jpeg' } });
  line.piece(1, 2, 3);
  line.answer({ method: 'input.changed', params: { name: 'pir', on: true } });
  line.piece(4, 5);
  assert.deepEqual(await picture, { bytes: Uint8Array.of(1, 2, 3, 4, 5), contentType: 'image/jpeg' });
});

test('More bytes than announced, fewer, or none in time end the download', async () => {
  const { line, clock, channel } = lab();
  const tooMany = channel.download('snapshot.take');
  line.answer({ id: 1, result: { bytes: 2, contentType: 'image/jpeg' } });
  line.piece(1, 2, 3);
  await assert.rejects(tooMany, failure('malformed'));
  const tooFew = channel.download('snapshot.take');
  const next = channel.call('status.get');
  line.answer({ id: 2, result: { bytes: 2, contentType: 'image/jpeg' } });
  line.piece(1);
  line.answer({ id: 3, result: {} });
  await assert.rejects(tooFew, failure('malformed'));
  await next;
  const late = channel.download('snapshot.take');
  line.answer({ id: 4, result: { bytes: 2, contentType: 'image/jpeg' } });
  clock.advance(10_000);
  await assert.rejects(late, failure('timeout'));
});

test('No camera makes the page keep more than it should', async () => {
  const { line, channel } = lab();
  const huge = channel.download('clip.get', { name: 'x' });
  line.answer({ id: 1, result: { bytes: 1e12, contentType: 'video/mp4' } });
  await assert.rejects(huge, failure('malformed'));
});

test('A closed channel tells whoever waits, once', async () => {
  const { line, heard, channel } = lab();
  const call = channel.call('status.get');
  const picture = channel.download('snapshot.take');
  line.answer({ id: 2, result: { bytes: 2, contentType: 'image/jpeg' } });
  line.close();
  await assert.rejects(call, failure('closed'));
  await assert.rejects(picture, failure('closed'));
  await assert.rejects(channel.call('status.get'), failure('closed'));
  assert.deepEqual(heard, ['opened', 'closed']);
});

test('Whatever a camera says, no parser throws', () => {
  forSeeds(3_000, (random) => {
    const sane = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { bytes: 3, contentType: 'image/jpeg' } });
    const text = random.next() < 0.5 ? random.mutate(sane) : JSON.stringify(random.json());
    parseRpc(text);
    parseTelemetry(random.mutate('{"rtt":1,"loss":0,"estimate":null,"target":1,"sent":1,"pair":{"local":"host"}}'));
    const status = parseStatus({ camera: { on: true, controls: random.json() }, inputs: random.json(), outputs: random.json(), sensors: random.json(), rights: random.json(), viewers: random.json() });
    assert.ok(status);
    for (const method of ['input.changed', 'output.changed', 'sensor.changed', 'viewers.changed', 'camera.changed']) changed(status, method, { name: random.json(), on: random.json(), value: random.json(), viewers: random.json() });
    parseStatus(random.json());
    const { line, channel } = lab();
    channel.download('snapshot.take').catch(() => {});
    for (let i = 0; i < 4; i++) line.receive(random.pick([text, sane, Uint8Array.of(1, 2).buffer, undefined, 7]));
    channel.close();
  });
});

test('A status says what is unknown, and a notification changes one thing', () => {
  const status = parseStatus({
    camera: { on: true, width: 1280, controls: [{ name: 'brightness', kind: 'integer', value: 5, min: 0, max: 9, step: 1 }, { name: 'broken', kind: 'integer', min: 3, max: 3 }, { kind: 'menu' }] },
    inputs: { pir: null }, outputs: { relay: false }, sensors: { temperature: { value: 20.5, unit: '°C' } }, viewers: 2, rights: ['view'],
  });
  assert.ok(status);
  assert.deepEqual(status.controls.map((control) => control.name), ['brightness']);
  assert.equal(status.inputs.get('pir'), undefined);
  assert.equal(changed(status, 'output.changed', { name: 'relay', on: true }).outputs.get('relay'), true);
  assert.equal(changed(status, 'output.changed', { name: 'other', on: true }), status);
  assert.deepEqual(changed(status, 'sensor.changed', { name: 'temperature', value: null, unit: '°C' }).sensors.get('temperature'), { value: undefined, unit: '°C' });
  assert.equal(changed(status, 'viewers.changed', { viewers: 3 }).viewers, 3);
});
