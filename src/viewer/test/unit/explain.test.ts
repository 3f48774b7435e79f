import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delays } from '../../src/link/delays.ts';
import { explain, type LinkFigures } from '../../src/link/explain.ts';
import { linkFacts, type CandidateRow, type LinkFacts } from '../../src/link/linkFacts.ts';
import { reportText } from '../../src/link/report.ts';
import { route } from '../../src/link/route.ts';
import { StatisticsReader } from '../../src/statistics.ts';

const FINE: LinkFigures = { rttMs: 12, lossPercent: 0, repairedPerSecond: 0, target: 1_500_000, estimate: undefined, framesPerSecond: 30, bufferMs: 20, decodeMs: 3 };
const NEAR: LinkFacts = { viewer: 'host', camera: 'host', network: 'private', protocol: 'udp', relayProtocol: '', relayHost: '', whyRelay: undefined };
const FAR: LinkFacts = { ...NEAR, viewer: 'prflx', camera: 'srflx', network: 'public' };
const RELAYED: LinkFacts = { ...NEAR, viewer: 'relay', network: 'public', relayHost: 'turn.example.org', relayProtocol: 'udp', whyRelay: 'symmetric' };

const PATHS: readonly (readonly [string, Partial<LinkFacts>, RegExp])[] = [
  ['one machine', { network: 'loopback' }, /^The picture stays on this machine\.$/],
  ['one network', {}, /directly, within your network\.$/],
  ['one network, addresses hidden', { network: 'unknown' }, /within your network/],
  ['public addresses', { network: 'public' }, /directly over the internet; no router/],
  ['NAT on both sides', FAR, /directly over the internet, through the routers \(NAT\) on both sides/],
  ['NAT at the camera', { ...FAR, viewer: 'host' }, /through the camera’s router/],
  ['NAT at the viewer', { ...FAR, camera: 'host' }, /through your router/],
  ['relay', RELAYED, /through the relay at turn\.example\.org, because a router .* symmetric NAT/],
  ['relay over TLS', { ...RELAYED, relayProtocol: 'tls', whyRelay: 'udp-blocked' }, /turn\.example\.org over TLS, because your network lets no direct \(UDP\) connection out/],
  ['the camera’s relay', { ...RELAYED, viewer: 'host', camera: 'relay', whyRelay: 'camera-relay-only', relayHost: '203.0.113.5' }, /relay at 203\.0\.113\.5, because the camera offers no other way/],
  ['no reflexive address', { ...RELAYED, whyRelay: 'no-reflexive' }, /hides its address/],
];

for (const [name, facts, expected] of PATHS) {
  test(`The way is told in a sentence: ${name}`, () => assert.match(explain({ ...NEAR, ...facts }, FINE).path, expected));
}

const ADVICE: readonly (readonly [string, LinkFacts, Partial<LinkFigures>, string, RegExp])[] = [
  ['all well', NEAR, {}, 'good', /^All is well/],
  ['high loss near', NEAR, { lossPercent: 8 }, 'bad', /One packet in 13 .*Wi-Fi access point/],
  ['high loss far', FAR, { lossPercent: 50 }, 'bad', /One packet in 2 .*both sides/],
  ['some loss', NEAR, { lossPercent: 1.5 }, 'warn', /\(1\.5 %\) and sent again/],
  ['repaired', NEAR, { repairedPerSecond: 9 }, 'good', /repaired before you see it/],
  ['long way', FAR, { rttMs: 320 }, 'warn', /320 ms there and back/],
  ['long way over a relay', RELAYED, { rttMs: 320 }, 'warn', /relay nearer than turn\.example\.org/],
  ['slow Wi-Fi', NEAR, { rttMs: 90 }, 'warn', /much within one network/],
  ['a far camera with the same figures is fine', FAR, { rttMs: 90 }, 'good', /All is well/],
  ['narrow line', FAR, { estimate: 600_000 }, 'warn', /carries about 600 kbit\/s/],
  ['low target', FAR, { target: 200_000 }, 'warn', /no more than 200 kbit\/s/],
  ['slow device', NEAR, { decodeMs: 40 }, 'warn', /long to decode/],
  ['uneven', NEAR, { bufferMs: 500 }, 'warn', /wait here/],
  ['UDP blocked', { ...RELAYED, whyRelay: 'udp-blocked' }, {}, 'warn', /more delay than over UDP/],
  ['relay', RELAYED, {}, 'good', /a little more delay/],
  ['loss before delay', FAR, { lossPercent: 9, rttMs: 900 }, 'bad', /lost/],
];

for (const [name, facts, figures, verdict, expected] of ADVICE) {
  test(`The advice fits: ${name}`, () => {
    const explanation = explain(facts, { ...FINE, ...figures });
    assert.equal(explanation.verdict, verdict);
    assert.match(explanation.advice, expected);
  });
}

const row = (type: CandidateRow['type'], more: Partial<CandidateRow> = {}): CandidateRow => ({ type, address: '203.0.113.7', protocol: 'udp', url: '', relayProtocol: '', ...more });

test('Why there is a relay is read from what was gathered and received', () => {
  const relay = row('relay', { url: 'turn:turn.example.org:3478?transport=udp', relayProtocol: 'udp' });
  assert.equal(linkFacts(relay, row('host'), [relay, row('srflx')], [row('host'), row('srflx')]).whyRelay, 'symmetric');
  assert.equal(linkFacts(relay, row('host'), [relay, row('host')], [row('host')]).whyRelay, 'no-reflexive');
  assert.equal(linkFacts(relay, row('relay'), [relay, row('srflx')], [row('relay')]).whyRelay, 'camera-relay-only');
  const tls = { ...relay, relayProtocol: 'tls', url: 'turns:turn.example.org:443?transport=tcp' };
  assert.deepEqual([linkFacts(tls, row('host'), [tls], [row('host')])].map(({ whyRelay, relayHost, relayProtocol }) => [whyRelay, relayHost, relayProtocol]), [['udp-blocked', 'turn.example.org', 'tls']]);
  assert.equal(linkFacts(row('host'), row('host'), [], []).whyRelay, undefined);
});

test('The drawing has the stations of the way', () => {
  const kinds = (facts: LinkFacts, side?: 'relay') => route(facts, side).map((station) => station.kind);
  assert.deepEqual(kinds({ ...NEAR, network: 'loopback' }), ['camera', 'you']);
  assert.deepEqual(kinds(NEAR), ['camera', 'network', 'you']);
  assert.deepEqual(kinds(FAR), ['camera', 'nat', 'internet', 'nat', 'you']);
  assert.deepEqual(kinds({ ...FAR, viewer: 'host' }), ['camera', 'nat', 'internet', 'you']);
  assert.deepEqual(kinds(RELAYED), ['camera', 'nat', 'relay', 'nat', 'you']);
  assert.deepEqual(kinds(NEAR, 'relay'), ['camera', 'nat', 'relay', 'nat', 'you']);
});

test('The delay is shared out, and what the clock shows beyond is the screen’s', () => {
  const sources = { cameraMs: 14, rttMs: 10, bufferMs: 20, decodeMs: 3, totalMs: 60 };
  assert.deepEqual(delays(sources), { stages: [{ name: 'Camera', ms: 14 }, { name: 'Network', ms: 5 }, { name: 'Buffer', ms: 20 }, { name: 'Decoding', ms: 3 }, { name: 'Screen', ms: 18 }], totalMs: 60, isMeasured: true });
  assert.equal(delays({ ...sources, totalMs: undefined })?.totalMs, 42);
  assert.equal(delays({ ...sources, totalMs: 3_600_000 })?.isMeasured, false);
  assert.equal(delays({ ...sources, cameraMs: undefined })?.stages.at(-1)?.name, 'Camera and screen');
  assert.equal(delays({ cameraMs: undefined, rttMs: undefined, bufferMs: undefined, decodeMs: undefined, totalMs: undefined }), undefined);
});

test('The report names the path and no address of the two ends', () => {
  const reader = new StatisticsReader();
  const rows = [
    { id: 'V', type: 'inbound-rtp', kind: 'video', timestamp: 1 },
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.012 },
    { id: 'L', type: 'local-candidate', candidateType: 'relay', address: '198.51.100.4', protocol: 'udp', relayProtocol: 'tcp', url: 'turn:turn.example.org:3478?transport=tcp' },
    { id: 'R', type: 'remote-candidate', candidateType: 'srflx', address: '203.0.113.80', protocol: 'udp' },
  ];
  const statistics = reader.read(new Map(rows.map((one) => [one.id, one])));
  assert.ok(statistics?.link);
  const text = reportText({
    at: new Date(0), camera: 'Front door', version: '1.0.0', signaling: 'MQTT', browser: 'Firefox', explanation: explain(statistics.link, FINE), facts: statistics.link, statistics, telemetry: undefined, delays: undefined,
    echo: { sent: 20, returned: 19, fastest: 1, median: 2, slowest: 30 },
  });
  assert.match(text, /Relay: +turn\.example\.org over tcp/);
  assert.match(text, /19 of 20 messages came back/);
  assert.doesNotMatch(text, /198\.51|203\.0/);
});
