/** The connection as text to pass on to whoever helps. No secrets, no credentials, and no addresses but the relay's host. */
import type { EchoResult } from '../device/echoTest.ts';
import type { Statistics } from '../statistics.ts';
import type { Telemetry } from '../device/telemetry.ts';
import { bitrate, milliseconds, percent } from '../ui/format.ts';
import type { Delays } from './delays.ts';
import type { Explanation } from './explain.ts';
import type { LinkFacts } from './linkFacts.ts';

export interface Reported {
  readonly at: Date;
  readonly camera: string;
  readonly version: string;
  readonly signaling: string;
  readonly browser: string;
  readonly explanation: Explanation;
  readonly facts: LinkFacts;
  readonly statistics: Statistics;
  readonly telemetry: Telemetry | undefined;
  readonly delays: Delays | undefined;
  readonly echo: EchoResult | undefined;
}

export function reportText(reported: Reported): string {
  const { facts, statistics, telemetry } = reported;
  const lines: (readonly [string, string | undefined])[] = [
    ['Camera', `${reported.camera}${reported.version ? ` (CamAgent ${reported.version})` : ''}`],
    ['Browser', reported.browser],
    ['Signaling', reported.signaling],
    ['Path', `you ${facts.viewer}, camera ${facts.camera}${telemetry?.local ? ` (itself: ${telemetry.local} to ${telemetry.remote ?? '?'})` : ''}, ${facts.protocol || 'udp'}, ${facts.network} network`],
    ['Relay', facts.relayHost ? `${facts.relayHost}${facts.relayProtocol ? ` over ${facts.relayProtocol}` : ''}` : undefined],
    ['Round trip', statistics.rttMs === undefined ? undefined : `${milliseconds(statistics.rttMs)}${telemetry?.rttMs === undefined ? '' : ` (camera: ${milliseconds(telemetry.rttMs)})`}`],
    ['Loss', `${percent(statistics.lossPercent)} now, ${statistics.packetsLost} of ${statistics.packetsLost + statistics.packetsReceived} packets${telemetry ? `; camera: ${percent(telemetry.loss * 100)}, ${telemetry.retransmissions} sent again` : ''}`],
    ['Bitrate', `${bitrate(statistics.bitrate)}${telemetry ? `; camera sends ${kbps(telemetry.sentKbps)}, wants ${kbps(telemetry.targetKbps)}, estimates ${telemetry.estimateKbps === undefined ? 'nothing' : kbps(telemetry.estimateKbps)}` : ''}`],
    ['Picture', `${statistics.width} × ${statistics.height}, ${statistics.framesPerSecond.toFixed(1)} per second, ${statistics.codec}${statistics.decoder ? `, ${statistics.decoder}` : ''}`],
    ['Freezes', `${statistics.freezes}, ${statistics.frozenSeconds.toFixed(1)} s`],
    ['Delay', reported.delays && `${milliseconds(reported.delays.totalMs)} ${reported.delays.isMeasured ? 'measured' : 'known'}: ${reported.delays.stages.map(({ name, ms }) => `${name.toLowerCase()} ${milliseconds(ms)}`).join(', ')}`],
    ['Echo test', reported.echo && echoWords(reported.echo)],
  ];
  const table = lines.filter(([, value]) => value !== undefined).map(([name, value]) => `${`${name}:`.padEnd(12)}${value ?? ''}`);
  return [`CamAgent connection report, ${reported.at.toISOString()}`, '', `${reported.explanation.path} ${reported.explanation.advice}`, '', ...table, ''].join('\n');
}

export function echoWords({ sent, returned, fastest, median, slowest }: EchoResult): string {
  if (sent === 0) return 'The camera offers no connection test';
  if (returned === 0) return `None of ${sent} messages came back`;
  const times = `${milliseconds(fastest)} at best, ${milliseconds(median)} in the middle, ${milliseconds(slowest)} at worst`;
  return returned === sent ? `All ${sent} messages came back: ${times}` : `${returned} of ${sent} messages came back: ${times}`;
}

function kbps(value: number): string {
  return bitrate(value * 1000);
}
