/** What getStats says about the picture, as figures per second rather than counters. */
import { candidateType } from './device/telemetry.ts';
import { linkFacts, type CandidateRow, type LinkFacts } from './link/linkFacts.ts';
import { pathWords, type Candidate, type Path } from './path.ts';

export interface Statistics {
  readonly codec: string;
  readonly decoder: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly framesDecoded: number;
  readonly framesDropped: number;
  readonly keyFrames: number;
  /** bit/s of media received. */
  readonly bitrate: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Of the packets of the last interval, percent. */
  readonly lossPercent: number;
  readonly rttMs: number | undefined;
  readonly jitterMs: number;
  /** How long pictures waited in the jitter buffer and to be decoded, mean over the last interval. */
  readonly bufferMs: number | undefined;
  readonly decodeMs: number | undefined;
  readonly freezes: number;
  readonly frozenSeconds: number;
  readonly path: Path | undefined;
  readonly link: LinkFacts | undefined;
}

interface Counters {
  readonly at: number;
  readonly bytes: number;
  readonly received: number;
  readonly lost: number;
  readonly decoded: number;
  readonly emitted: number;
  readonly bufferSeconds: number;
  readonly decodeSeconds: number;
}

type Row = Readonly<Record<string, unknown>>;

/** Holds the counters of the last look, so that the next one can tell what happened between. */
export class StatisticsReader {
  #last: Counters | undefined;

  read(report: { forEach(callback: (row: Row) => void): void }): Statistics | undefined {
    const rows = new Map<string, Row>();
    report.forEach((row) => rows.set(text(row, 'id'), row));
    const inbound = [...rows.values()].find((row) => row['type'] === 'inbound-rtp' && row['kind'] === 'video');
    if (!inbound) return undefined;

    const counters: Counters = {
      at: number(inbound, 'timestamp'),
      bytes: number(inbound, 'bytesReceived'),
      received: number(inbound, 'packetsReceived'),
      lost: number(inbound, 'packetsLost'),
      decoded: number(inbound, 'framesDecoded'),
      emitted: number(inbound, 'jitterBufferEmittedCount'),
      bufferSeconds: number(inbound, 'jitterBufferDelay'),
      decodeSeconds: number(inbound, 'totalDecodeTime'),
    };
    const last = this.#last && this.#last.received <= counters.received ? this.#last : { ...counters, at: 0 };
    this.#last = counters;
    const seconds = last.at > 0 ? (counters.at - last.at) / 1000 : 0;
    const lost = Math.max(0, counters.lost - last.lost);
    const expected = counters.received - last.received + lost;
    const pair = selectedPair(rows);

    return {
      codec: codecName(rows.get(text(inbound, 'codecId'))),
      decoder: text(inbound, 'decoderImplementation').replace(/^unknown$/i, ''),
      width: number(inbound, 'frameWidth'),
      height: number(inbound, 'frameHeight'),
      framesPerSecond: seconds > 0 ? (counters.decoded - last.decoded) / seconds : number(inbound, 'framesPerSecond'),
      framesDecoded: counters.decoded,
      framesDropped: number(inbound, 'framesDropped'),
      keyFrames: number(inbound, 'keyFramesDecoded'),
      bitrate: seconds > 0 ? ((counters.bytes - last.bytes) * 8) / seconds : 0,
      packetsReceived: counters.received,
      packetsLost: counters.lost,
      lossPercent: expected > 0 ? (lost / expected) * 100 : 0,
      rttMs: pair && 'currentRoundTripTime' in pair ? number(pair, 'currentRoundTripTime') * 1000 : undefined,
      jitterMs: number(inbound, 'jitter') * 1000,
      bufferMs: mean(counters.bufferSeconds - last.bufferSeconds, counters.emitted - last.emitted),
      decodeMs: mean(counters.decodeSeconds - last.decodeSeconds, counters.decoded - last.decoded),
      freezes: number(inbound, 'freezeCount'),
      frozenSeconds: number(inbound, 'totalFreezesDuration'),
      path: pair && path(rows, pair),
      link: pair && link(rows, pair),
    };
  }
}

function selectedPair(rows: ReadonlyMap<string, Row>): Row | undefined {
  for (const row of rows.values()) {
    if (row['type'] === 'transport') {
      const pair = rows.get(text(row, 'selectedCandidatePairId'));
      if (pair) return pair;
    }
  }
  // Firefox has no transport row; it marks the pair itself.
  return [...rows.values()].find((row) => row['type'] === 'candidate-pair' && (row['selected'] === true || (row['nominated'] === true && row['state'] === 'succeeded')));
}

function path(rows: ReadonlyMap<string, Row>, pair: Row): Path | undefined {
  const local = rows.get(text(pair, 'localCandidateId'));
  const remote = rows.get(text(pair, 'remoteCandidateId'));
  return local && remote && pathWords(candidate(local), candidate(remote));
}

function link(rows: ReadonlyMap<string, Row>, pair: Row): LinkFacts | undefined {
  const local = candidateRow(rows.get(text(pair, 'localCandidateId')));
  const remote = candidateRow(rows.get(text(pair, 'remoteCandidateId')));
  const all = (type: string) => [...rows.values()].filter((row) => row['type'] === type).map(candidateRow).filter((row) => row !== undefined);
  return local && remote && linkFacts(local, remote, all('local-candidate'), all('remote-candidate'));
}

function candidateRow(row: Row | undefined): CandidateRow | undefined {
  const type = candidateType(row?.['candidateType']);
  if (!row || !type) return undefined;
  return { type, address: text(row, 'address'), protocol: text(row, 'protocol'), url: text(row, 'url'), relayProtocol: text(row, 'relayProtocol') };
}

function candidate(row: Row): Candidate {
  return { type: text(row, 'candidateType'), address: text(row, 'address'), protocol: text(row, 'protocol') };
}

// RFC 6184 §8.1: profile-level-id is profile_idc, constraint flags, level_idc in hex.
const PROFILES: Readonly<Record<string, string>> = { '42': 'Baseline', '4d': 'Main', '58': 'Extended', '64': 'High' };

function codecName(row: Row | undefined): string {
  const name = text(row ?? {}, 'mimeType').replace(/^video\//i, '');
  const [, profile = '', constraints = '', level = ''] = /profile-level-id=([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(text(row ?? {}, 'sdpFmtpLine')) ?? [];
  const words = PROFILES[profile.toLowerCase()];
  if (!words) return name.replace('H264', 'H.264');
  // ITU-T H.264 A.2.1.1: constraint_set1_flag on Baseline is "constrained".
  const constrained = profile === '42' && parseInt(constraints, 16) & 0x40 ? 'Constrained ' : '';
  return `${name.replace('H264', 'H.264')} ${constrained}${words} ${(parseInt(level, 16) / 10).toFixed(1)}`;
}

function mean(seconds: number, count: number): number | undefined {
  return count > 0 ? (seconds / count) * 1000 : undefined;
}

function number(row: Row, name: string): number {
  const value = row[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}
