import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerIsPinned } from '../../src/fingerprint.ts';
import { forSeeds } from '../seeded.ts';

const PINNED = Array.from({ length: 32 }, (_, i) => (i * 7).toString(16).padStart(2, '0').toUpperCase()).join(':');
const OTHER = PINNED.replace(/^00/, '01');
const RIGHT = `a=fingerprint:sha-256 ${PINNED}`;

function answer(session: readonly string[], media: readonly string[] = [], end = '\r\n'): string {
  return ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', ...session, 'm=video 9 UDP/TLS/RTP/SAVPF 102', ...media, ''].join(end);
}

test('The pinned certificate is accepted, at the session or at the media', () => {
  assert.ok(answerIsPinned(answer([RIGHT]), PINNED));
  assert.ok(answerIsPinned(answer([], [RIGHT]), PINNED));
  assert.ok(answerIsPinned(answer([RIGHT], [RIGHT]), PINNED));
  assert.ok(answerIsPinned(answer([RIGHT], [], '\n'), PINNED));
});

test('Lower case means the same bytes', () => {
  assert.ok(answerIsPinned(answer([`a=fingerprint:SHA-256 ${PINNED.toLowerCase()}`]), PINNED));
});

const REFUSED: Readonly<Record<string, string>> = {
  'another certificate': answer([`a=fingerprint:sha-256 ${OTHER}`]),
  'no certificate': answer([]),
  'a second certificate beside the right one': answer([RIGHT, `a=fingerprint:sha-256 ${OTHER}`]),
  'another certificate for the media than for the session': answer([RIGHT], [`a=fingerprint:sha-256 ${OTHER}`]),
  'a weaker hash beside the right one': answer([RIGHT, 'a=fingerprint:sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33']),
  'the right one hidden behind a lone carriage return': answer(['a=x\r' + RIGHT]),
  'another one hidden in an odd spelling': answer([RIGHT, `A=Fingerprint:sha-256 ${OTHER}`]),
  'the right one only for another section': `${answer([], [RIGHT])}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`,
  'the right one with more behind it': answer([`${RIGHT}:00`]),
  'nothing at all': '',
};

for (const [what, sdp] of Object.entries(REFUSED)) {
  test(`An answer with ${what} is refused`, () => assert.equal(answerIsPinned(sdp, PINNED), false));
}

test('No mutation lets a fingerprint through that the browser would read differently', () => {
  forSeeds(3000, (random) => {
    const sdp = random.mutate(answer([RIGHT], [`a=fingerprint:sha-256 ${random.below(2) === 0 ? PINNED : OTHER}`]));
    if (!answerIsPinned(sdp, PINNED)) return;
    const seen = sdp.split('\n').filter((line) => /^a=fingerprint:/i.test(line));
    assert.ok(seen.length > 0);
    for (const line of seen) assert.equal(line.trim().slice(-95).toUpperCase(), PINNED);
  });
});
