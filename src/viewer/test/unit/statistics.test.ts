import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathWords } from '../../src/path.ts';
import { StatisticsReader } from '../../src/statistics.ts';
import { bitrate, milliseconds, percent, snapshotName } from '../../src/ui/format.ts';

type Row = Record<string, unknown>;

function report(inbound: Row): Map<string, Row> {
  const rows: Row[] = [
    { id: 'V', type: 'inbound-rtp', kind: 'video', codecId: 'C', frameWidth: 1280, frameHeight: 720, ...inbound },
    { id: 'C', type: 'codec', mimeType: 'video/H264', sdpFmtpLine: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f' },
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.012 },
    { id: 'L', type: 'local-candidate', candidateType: 'host', address: '', protocol: 'udp' },
    { id: 'R', type: 'remote-candidate', candidateType: 'host', address: '192.168.1.20', protocol: 'udp' },
  ];
  return new Map(rows.map((row) => [String(row['id']), row]));
}

const FIRST = { timestamp: 1000, bytesReceived: 1000, packetsReceived: 100, packetsLost: 0, framesDecoded: 10, jitterBufferDelay: 0.1, jitterBufferEmittedCount: 10, totalDecodeTime: 0.02 };
const SECOND = { timestamp: 3000, bytesReceived: 251_000, packetsReceived: 190, packetsLost: 10, framesDecoded: 70, jitterBufferDelay: 0.7, jitterBufferEmittedCount: 70, totalDecodeTime: 0.26 };

test('Two looks make figures per second', () => {
  const reader = new StatisticsReader();
  reader.read(report(FIRST));
  const second = reader.read(report(SECOND));
  assert.equal(second?.bitrate, 1_000_000);
  assert.equal(second?.framesPerSecond, 30);
  assert.equal(second?.lossPercent, 10);
  assert.equal(Math.round(second?.bufferMs ?? 0), 10);
  assert.equal(Math.round(second?.decodeMs ?? 0), 4);
  assert.equal(second?.rttMs, 12);
});

test('The codec is told with its profile and level', () => {
  assert.equal(new StatisticsReader().read(report(FIRST))?.codec, 'H.264 Constrained Baseline 3.1');
});

test('Counters that start over do not make negative figures', () => {
  const reader = new StatisticsReader();
  reader.read(report(SECOND));
  assert.equal(reader.read(report(FIRST))?.bitrate, 0);
});

test('A report without video is no report', () => {
  assert.equal(new StatisticsReader().read(new Map<string, Row>()), undefined);
});

test('Paths are told in words', () => {
  const path = (local: string, remote: string, address = '') => pathWords({ type: local, address: '', protocol: 'udp' }, { type: remote, address, protocol: 'udp' }).words;
  assert.equal(path('host', 'host', '127.0.0.1'), 'Direct, on this machine');
  assert.equal(path('host', 'host', '192.168.1.20'), 'Direct, on this network');
  assert.equal(path('prflx', 'host', 'fd00::1'), 'Direct, on this network');
  assert.equal(path('host', 'host', '172.32.0.1'), 'Direct, through the internet');
  assert.equal(path('host', 'host', ''), 'Direct, on this network');
  assert.equal(path('srflx', 'srflx', '203.0.113.9'), 'Direct, through the internet');
  assert.equal(path('relay', 'host', '192.168.1.20'), 'Relayed by a TURN server');
  assert.equal(path('host', 'relay', '203.0.113.9'), 'Relayed by a TURN server');
});

test('Figures read well', () => {
  assert.deepEqual([0, 812_400, 999_600, 2_345_678].map(bitrate), ['0 kbit/s', '812 kbit/s', '1.00 Mbit/s', '2.35 Mbit/s']);
  assert.deepEqual([undefined, 0, 3.21, 9.99, 71.4, 12_345].map(milliseconds), ['–', '0 ms', '3.2 ms', '10 ms', '71 ms', '12.3 s']);
  assert.deepEqual([0, 0.01, 2.34].map(percent), ['0 %', '< 0.1 %', '2.3 %']);
});

test('A snapshot is called by the camera and the time', () => {
  assert.equal(snapshotName('Front door / Südseite', new Date(2026, 10, 20, 5, 7, 9)), 'Front-door-Südseite_2026-11-20_05-07-09.jpg');
  assert.equal(snapshotName('///', new Date(2026, 10, 20, 5, 7, 9)), 'camera_2026-11-20_05-07-09.jpg');
});
