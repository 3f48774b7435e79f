import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidate, iceServers, parseDown } from '../../src/signaling/messages.ts';
import { forSeeds } from '../seeded.ts';

const WELCOME = { v: 1, type: 'welcome', nonce: 'ZmVkY2JhOTg3NjU0MzIxMA', iceServers: [{ urls: ['stun:stun.example.org:3478'] }], device: { id: 'front-door', name: 'Front door' } };
const CANDIDATE = { candidate: 'candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' };

function parse(message: unknown): ReturnType<typeof parseDown> {
  return parseDown(JSON.stringify(message));
}

test('A welcome gives the nonce, the servers and the name', () => {
  assert.deepEqual(parse(WELCOME), { type: 'welcome', nonce: WELCOME.nonce, iceServers: [{ urls: ['stun:stun.example.org:3478'] }], name: 'Front door' });
});

test('A welcome without servers or device is still one', () => {
  assert.deepEqual(parse({ v: 1, type: 'welcome', nonce: WELCOME.nonce }), { type: 'welcome', nonce: WELCOME.nonce, iceServers: [], name: '' });
});

test('Unknown members are ignored', () => {
  assert.equal(parse({ ...WELCOME, colour: 'blue' })?.type, 'welcome');
});

test('The end of the candidates is null', () => {
  assert.deepEqual(parse({ v: 1, type: 'candidate', candidate: null }), { type: 'candidate', candidate: null });
});

test('A candidate is passed on with what the browser needs and nothing more', () => {
  assert.deepEqual(parse({ v: 1, type: 'candidate', candidate: { ...CANDIDATE, extra: 1 } }), { type: 'candidate', candidate: CANDIDATE });
});

const IGNORED: Readonly<Record<string, unknown>> = {
  'no version': { type: 'bye' },
  'another version': { v: 2, type: 'bye' },
  'no type': { v: 1 },
  'an unknown type': { v: 1, type: 'offer', sdp: 'v=0\r\n' },
  'a nonce that is too short': { ...WELCOME, nonce: 'abc' },
  'a nonce with a line feed': { ...WELCOME, nonce: `${WELCOME.nonce}\n` },
  'a nonce of 65 characters': { ...WELCOME, nonce: 'x'.repeat(65) },
  'an answer without SDP': { v: 1, type: 'answer' },
  'an answer that is a number': { v: 1, type: 'answer', sdp: 1 },
  'an answer that is not SDP': { v: 1, type: 'answer', sdp: '<html>' },
  'a candidate that is text': { v: 1, type: 'candidate', candidate: 'candidate:1' },
  'a candidate with a line break': { v: 1, type: 'candidate', candidate: { ...CANDIDATE, candidate: 'candidate:1\r\na=x' } },
  'a candidate that names no section': { v: 1, type: 'candidate', candidate: { candidate: CANDIDATE.candidate } },
  'a candidate that is too long': { v: 1, type: 'candidate', candidate: { ...CANDIDATE, candidate: `candidate:${'1'.repeat(1100)}` } },
  'an error without a code': { v: 1, type: 'error', message: 'x' },
  'an array': [WELCOME],
  'nothing': null,
};

for (const [what, message] of Object.entries(IGNORED)) {
  test(`A message with ${what} is ignored`, () => assert.equal(parse(message), undefined));
}

test('A message of more than 64 KiB is not even parsed', () => {
  assert.equal(parseDown(JSON.stringify({ v: 1, type: 'bye', reason: 'x'.repeat(64 * 1024) })), undefined);
});

test('The words of the other side are made fit for one line', () => {
  assert.deepEqual(parse({ v: 1, type: 'bye', reason: ' a\r\nb\u0000\u202E c ' }), { type: 'bye', reason: 'a b c' });
  const long = parse({ v: 1, type: 'error', code: 'internal', message: 'x'.repeat(5000) });
  assert.ok(long?.type === 'error' && long.message.length === 200);
});

test('A server the browser would throw at costs only itself', () => {
  const good = { urls: ['turn:turn.example.org:3478?transport=udp'], username: 'u', credential: 'c' };
  const rows = [good, { urls: 'http://x' }, { urls: ['turn:no.credentials'] }, null, 7, { urls: [] }, { urls: ['stun:a b'] }, { urls: 'stun:ok.example.org' }];
  assert.deepEqual(iceServers(rows), [good, { urls: ['stun:ok.example.org'] }]);
});

test('No more servers are taken than a browser can use', () => {
  assert.equal(iceServers(Array.from({ length: 500 }, () => ({ urls: ['stun:x.example.org'] }))).length, 16);
});

test('The index alone names the section', () => {
  assert.deepEqual(candidate({ candidate: 'candidate:1', sdpMLineIndex: 0 }), { candidate: 'candidate:1', sdpMid: null, sdpMLineIndex: 0 });
  for (const sdpMLineIndex of [-1, 1.5, 256, '0', NaN]) assert.equal(candidate({ candidate: 'candidate:1', sdpMLineIndex }), undefined);
});

test('No message, however broken, throws', () => {
  forSeeds(3000, (random) => {
    parseDown(random.mutate(JSON.stringify(random.pick<unknown>([WELCOME, { v: 1, type: 'candidate', candidate: CANDIDATE }, { v: 1, type: 'answer', sdp: 'v=0\r\n' }]))));
    parse({ v: 1, type: random.pick(['welcome', 'answer', 'candidate', 'bye', 'error']), ...Object(random.json()) });
    iceServers(random.json());
  });
});

test('Brackets a hundred thousand deep change nothing', () => {
  assert.equal(parseDown('['.repeat(60_000)), undefined);
  assert.equal(parseDown(`{"v":1,"type":"bye","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)?.type ?? 'bye', 'bye');
});
