import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iceServersOfLink } from '../../src/signaling/linkHeader.ts';
import { iceCredentials, parseRestart, restartedAnswer, sdpFragment } from '../../src/signaling/sdpFragment.ts';
import { failureOfResponse } from '../../src/signaling/whep.ts';
import { forSeeds } from '../seeded.ts';

test('ICE servers are read from Link rows as the WHEP draft writes them', () => {
  const header =
    '<stun:stun.example.net>; rel="ice-server", ' +
    '<turn:turn.example.net?transport=udp>; rel="ice-server"; username="user"; credential="my,\\"Password"; credential-type="password"';
  assert.deepEqual(iceServersOfLink(header), [
    { urls: ['stun:stun.example.net'] },
    { urls: ['turn:turn.example.net?transport=udp'], username: 'user', credential: 'my,"Password' },
  ]);
});

test('Rows of other relations are somebody else’s', () => {
  assert.deepEqual(iceServersOfLink('</help>; rel="help", <stun:x.example.org>; rel=ice-server'), [{ urls: ['stun:x.example.org'] }]);
  assert.deepEqual(iceServersOfLink(null), []);
});

test('No header, however broken or long, throws or takes its time', () => {
  const row = '<turn:turn.example.net>; rel="ice-server"; username="user"; credential="secret"';
  forSeeds(2000, (random) => void iceServersOfLink(random.mutate(`${row}, ${row}`)));
  const started = performance.now();
  for (const hostile of ['<'.repeat(16_000), '<a>' + '; a'.repeat(5_000), '<a>;a="' + '\\'.repeat(16_000), '<a>' + ' ;'.repeat(8_000), '<a>;' + 'a'.repeat(16_000)]) iceServersOfLink(hostile);
  assert.ok(performance.now() - started < 500);
});

const OFFER = 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=ice-ufrag:Ab+/\r\na=ice-pwd:0123456789abcdefghijkl\r\na=mid:0\r\n';

test('Candidates travel as the fragment of RFC 8840', () => {
  const lines = ['a=ice-ufrag:Ab+/', 'a=ice-pwd:0123456789abcdefghijkl', 'm=video 9 UDP/TLS/RTP/SAVPF 0', 'a=mid:0', 'a=candidate:1 1 udp 1 192.0.2.1 5 typ host', 'a=end-of-candidates', ''];
  assert.equal(sdpFragment(iceCredentials(OFFER), ['candidate:1 1 udp 1 192.0.2.1 5 typ host'], true), lines.join('\r\n'));
});

const FRAGMENT = 'a=ice-ufrag:New+\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:2 1 udp 2 192.0.2.2 6 typ host\r\na=end-of-candidates\r\n';

test('A restart’s fragment has the camera’s new credentials and candidates', () => {
  assert.deepEqual(parseRestart(FRAGMENT), { ufrag: 'New+', password: 'abcdefghijklmnopqrstuv', candidates: ['candidate:2 1 udp 2 192.0.2.2 6 typ host'], complete: true });
});

test('A fragment without credentials, or with some that no agent has, is no restart', () => {
  for (const broken of ['', FRAGMENT.replace('New+', 'abc'), FRAGMENT.replace('New+', 'a b c d'), FRAGMENT.replace('ice-pwd', 'ice-pw'), FRAGMENT + 'x'.repeat(65_536)]) {
    assert.equal(parseRestart(broken), undefined, broken.slice(0, 60));
  }
});

test('The answer after a restart is the old one but for ICE', () => {
  const answer = 'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=ice-ufrag:Old+\r\na=ice-pwd:0123456789abcdefghijkl\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 5 typ host\r\na=end-of-candidates\r\na=setup:passive\r\n';
  const restart = parseRestart(FRAGMENT);
  assert.ok(restart);
  const expected = 'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=ice-ufrag:New+\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=mid:0\r\na=setup:passive\r\na=candidate:2 1 udp 2 192.0.2.2 6 typ host\r\na=end-of-candidates\r\n';
  assert.equal(restartedAnswer(answer, restart), expected);
  const more = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=ice-ufrag:Old+\r\na=mid:1\r\n';
  assert.equal(restartedAnswer(answer + more, restart), expected + more.replace('Old+', 'New+'));
});

test('No fragment, however broken, throws; what it gives fits', () => {
  forSeeds(2_000, (random) => {
    const restart = parseRestart(random.mutate(FRAGMENT));
    if (restart) assert.match(`${restart.ufrag} ${restart.password}`, /^[A-Za-z0-9+/]{4,256} [A-Za-z0-9+/]{22,256}$/);
    restartedAnswer(random.mutate(OFFER), restart ?? { ufrag: '', password: '', candidates: [], complete: false });
  });
});

const RESPONSES: readonly (readonly [number, string, Record<string, string>, string])[] = [
  [401, '', {}, 'refused unauthorized'],
  [403, '', {}, 'refused forbidden'],
  [406, '', {}, 'refused unsupported'],
  [415, '', {}, 'refused unsupported'],
  [422, 'no H.264 in the offer', {}, 'refused unsupported'],
  [503, '', { 'Retry-After': '7' }, 'busy 7000'],
  [503, '{"code":"unavailable","message":"the camera is off"}', {}, 'camera-off'],
  [503, '{"code":"busy"}', {}, 'busy undefined'],
  [500, '', {}, 'error'],
];

for (const [status, body, headers, expected] of RESPONSES) {
  test(`WHEP's ${status} ${body} means ${expected}`, async () => {
    const failure = await failureOfResponse(new Response(body, { status, headers }));
    assert.equal([failure.kind, 'why' in failure ? failure.why : 'retryAfterMs' in failure ? String(failure.retryAfterMs) : ''].join(' ').trim(), expected);
  });
}
