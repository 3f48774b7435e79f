import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOfCode, patience, type Failure, type Refusal } from '../../src/failure.ts';
import { stateAfter, words, type State } from '../../src/state.ts';

const REFUSALS: readonly Refusal[] = ['unauthorized', 'forbidden', 'fingerprint', 'broker', 'unsupported'];
const FAILURES: readonly Failure[] = [
  ...REFUSALS.map((why): Failure => ({ kind: 'refused', why, message: 'because' })),
  { kind: 'busy', retryAfterMs: undefined },
  { kind: 'camera-off', known: true, message: '' },
  { kind: 'camera-off', known: false, message: 'no camera' },
  { kind: 'offline' },
  { kind: 'no-broker', host: 'broker.example.org:443', message: '' },
  { kind: 'no-broker', host: 'broker.example.org:443', message: 'it is busy' },
  { kind: 'unreachable', host: 'cam.example.org' },
  { kind: 'silent' },
  { kind: 'no-path' },
  { kind: 'lost' },
  { kind: 'stalled' },
  { kind: 'ended', reason: 'restarting' },
  { kind: 'error', message: 'internal' },
];
const STATES: readonly State[] = [
  { kind: 'starting' },
  { kind: 'unpaired', rejectedLink: false },
  { kind: 'unpaired', rejectedLink: true },
  { kind: 'unsupported' },
  ...(['broker', 'camera', 'network', 'picture'] as const).map((step): State => ({ kind: 'connecting', step, host: 'broker.example.org' })),
  { kind: 'blocked' },
  ...FAILURES.map(stateAfter),
];

test('Every state but the running picture says what happens and what to do, in whole sentences', () => {
  for (const state of STATES) {
    const { label, headline, advice } = words(state, 'Front door');
    assert.match(label, /^[A-Z][A-Za-z ]{2,15}$/, JSON.stringify(state));
    assert.match(headline, /^[A-Z].{8,60}[^.]$/, JSON.stringify(state));
    assert.match(advice, /^[A-Z].*[.)]$/, JSON.stringify(state));
  }
});

test('Without a name the words still read', () => {
  for (const state of STATES) {
    const said = Object.values(words(state, '')).join(' ');
    assert.doesNotMatch(said, /undefined|null|\s{2}|camera camera/i, JSON.stringify(state));
  }
});

test('No two reasons for having no picture read the same', () => {
  const headlines = FAILURES.filter(({ kind }) => kind !== 'unreachable').map((failure) => words(stateAfter(failure), 'Front door').headline);
  assert.equal(new Set(headlines).size, headlines.length, headlines.join('\n'));
});

test('A camera that is switched off says so, and that it comes back', () => {
  const said = words(stateAfter({ kind: 'camera-off', known: true, message: '' }), 'Front door');
  assert.equal(said.headline, 'Front door is switched off');
  assert.match(said.advice, /comes back by itself/);
});

test('A wrong certificate is called by its name', () => {
  const said = words(stateAfter({ kind: 'refused', why: 'fingerprint', message: '' }), 'Front door');
  assert.equal(said.headline, 'This is not the camera you paired with');
  assert.equal(said.tone, 'bad');
});

test('The broker that cannot be reached is named', () => {
  assert.match(words(stateAfter({ kind: 'no-broker', host: 'broker.example.org:443', message: '' }), 'Front door').advice, /broker\.example\.org:443/);
});

test('Every error code of the contract becomes words', () => {
  const kinds = ['bad-request', 'unauthorized', 'forbidden', 'busy', 'unsupported', 'unavailable', 'internal'].map((code) => stateAfter(failureOfCode(code, 'why')).kind);
  assert.deepEqual(kinds, ['reconnecting', 'refused', 'refused', 'busy', 'refused', 'camera-off', 'reconnecting']);
});

test('Who was refused asks once a minute, who lost the network at once', () => {
  assert.equal(patience({ kind: 'refused', why: 'unauthorized', message: '' }), 60_000);
  assert.equal(patience({ kind: 'lost' }), 0);
});

test('A full camera may name the wait, within reason', () => {
  assert.equal(patience({ kind: 'busy', retryAfterMs: 3_000 }), 3_000);
  assert.equal(patience({ kind: 'busy', retryAfterMs: 0 }), 1_000);
  assert.equal(patience({ kind: 'busy', retryAfterMs: 1e12 }), 60_000);
});
