/** What the camera says about the link once a second, on the data channel `telemetry` (contract §7). */
import { object, parseObject } from '../json.ts';

export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

export interface Telemetry {
  readonly rttMs: number | undefined;
  /** 0 to 1, in the last report's interval. */
  readonly loss: number;
  /** kbit/s that the network carries, as the camera estimates. */
  readonly estimateKbps: number | undefined;
  readonly targetKbps: number;
  readonly sentKbps: number;
  /** Packets sent again because this browser missed them, since the session began. */
  readonly retransmissions: number;
  /** From the sensor to the last packet of a picture. */
  readonly delayMs: number | undefined;
  /** The camera's own candidate of the pair in use, as the camera sees it. */
  readonly local: CandidateType | undefined;
  readonly remote: CandidateType | undefined;
}

const TYPES: readonly CandidateType[] = ['host', 'srflx', 'prflx', 'relay'];

export function parseTelemetry(text: string): Telemetry | undefined {
  const members = parseObject(text, 4_096);
  const loss = measure(members?.['loss'], 1);
  const targetKbps = measure(members?.['target'], 1e7);
  const sentKbps = measure(members?.['sent'], 1e7);
  if (!members || loss === undefined || targetKbps === undefined || sentKbps === undefined) return undefined;
  const pair = object(members['pair']);
  return {
    rttMs: measure(members['rtt'], 600_000),
    loss,
    estimateKbps: measure(members['estimate'], 1e7),
    targetKbps,
    sentKbps,
    retransmissions: measure(members['retransmissions'], Number.MAX_SAFE_INTEGER) ?? 0,
    delayMs: measure(members['delay'], 600_000),
    local: candidateType(pair?.['local']),
    remote: candidateType(pair?.['remote']),
  };
}

export function candidateType(value: unknown): CandidateType | undefined {
  return TYPES.find((type) => type === value);
}

function measure(value: unknown, max: number): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= max ? value : undefined;
}
