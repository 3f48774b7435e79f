/** The connection in one sentence that a person understands, and advice where something can be done. A pure function of what was measured. */
import { bitrate } from '../ui/format.ts';
import type { LinkFacts, WhyRelay } from './linkFacts.ts';

export interface LinkFigures {
  readonly rttMs: number | undefined;
  /** Packets lost on the way and repaired or not, percent. */
  readonly lossPercent: number;
  /** Packets a second that the camera sent again. */
  readonly repairedPerSecond: number;
  /** bit/s that the camera wants to send; undefined where it does not say. */
  readonly target: number | undefined;
  /** bit/s that the network carries, as the camera estimates. */
  readonly estimate: number | undefined;
  readonly framesPerSecond: number;
  /** How long pictures wait here before they are decoded, ms. */
  readonly bufferMs: number | undefined;
  readonly decodeMs: number | undefined;
}

export type Verdict = 'good' | 'warn' | 'bad';

export interface Explanation {
  readonly verdict: Verdict;
  /** Which way the picture takes, and why. */
  readonly path: string;
  /** How well that goes, and what to do; empty where there is nothing to say. */
  readonly advice: string;
}

const HIGH_LOSS_PERCENT = 5;
const SOME_LOSS_PERCENT = 1;
const HIGH_RTT_MS = 250;
const HIGH_RTT_NEARBY_MS = 60;
const SLOW_DECODE_MS = 25;
const LONG_BUFFER_MS = 300;
const LOW_BITRATE = 300_000;

export function explain(facts: LinkFacts, figures: LinkFigures): Explanation {
  const [verdict, advice] = judge(facts, figures);
  return { verdict, path: pathSentence(facts), advice };
}

function pathSentence(facts: LinkFacts): string {
  if (facts.viewer === 'relay' || facts.camera === 'relay') return relaySentence(facts);
  if (facts.network === 'loopback') return 'The picture stays on this machine.';
  if (facts.network === 'private' || (facts.viewer === 'host' && facts.camera === 'host' && facts.network !== 'public')) {
    return 'The picture comes directly, within your network.';
  }
  if (facts.viewer === 'host' && facts.camera === 'host') return 'The picture comes directly over the internet; no router changes the addresses on its way.';
  return `The picture comes directly over the internet, through ${routers(facts)}; no server lies in between.`;
}

function routers({ viewer, camera }: LinkFacts): string {
  if (viewer !== 'host' && camera !== 'host') return 'the routers (NAT) on both sides';
  return camera !== 'host' ? 'the camera’s router (NAT)' : 'your router (NAT)';
}

function relaySentence({ relayHost, relayProtocol, whyRelay }: LinkFacts): string {
  const at = relayHost ? ` at ${relayHost}` : '';
  const over = relayProtocol === 'tls' ? ' over TLS' : relayProtocol === 'tcp' ? ' over TCP' : '';
  return `The picture goes through the relay${at}${over}, because ${REASONS[whyRelay ?? 'symmetric']}.`;
}

const REASONS: Readonly<Record<WhyRelay, string>> = {
  'udp-blocked': 'your network lets no direct (UDP) connection out',
  'camera-relay-only': 'the camera offers no other way',
  'no-reflexive': 'your network hides its address from the outside',
  symmetric: 'a router on the way lets no direct connection through (a strict or symmetric NAT, or a firewall)',
};

type Judgement = readonly [Verdict, string];

/** The worst first: one piece of advice helps, five confuse. */
function judge(facts: LinkFacts, figures: LinkFigures): Judgement {
  const isNear = facts.network === 'private' && facts.viewer !== 'relay' && facts.camera !== 'relay';
  return judgeLoss(figures, isNear) ?? judgeDelay(facts, figures, isNear) ?? judgeRate(figures) ?? judgeRest(facts, figures);
}

function judgeLoss({ lossPercent, repairedPerSecond }: LinkFigures, isNear: boolean): Judgement | undefined {
  if (lossPercent >= HIGH_LOSS_PERCENT) {
    const cure = isNear ? 'Move closer to the Wi-Fi access point, or use a cable.' : 'Check the Wi-Fi and the internet connection on both sides.';
    return ['bad', `One packet in ${Math.max(2, Math.round(100 / lossPercent))} is lost, so the picture may stutter. ${cure}`];
  }
  if (lossPercent >= SOME_LOSS_PERCENT) return ['warn', `Some packets are lost (${lossPercent.toFixed(1)} %) and sent again. Usually the Wi-Fi is the reason; a cable or a shorter distance helps.`];
  if (repairedPerSecond >= 5) return ['good', 'Some packets are lost on the way, and repaired before you see it.'];
  return undefined;
}

function judgeDelay({ relayHost, viewer, camera }: LinkFacts, { rttMs }: LinkFigures, isNear: boolean): Judgement | undefined {
  if (rttMs === undefined) return undefined;
  if (rttMs >= HIGH_RTT_MS) {
    const isRelayed = viewer === 'relay' || camera === 'relay';
    const cure = isRelayed ? `A relay nearer than ${relayHost || 'this one'} would shorten it.` : 'A long way, or a line that something else fills.';
    return ['warn', `A packet takes ${Math.round(rttMs)} ms there and back, so what you see is old by half of that and more. ${cure}`];
  }
  if (isNear && rttMs >= HIGH_RTT_NEARBY_MS) return ['warn', `${Math.round(rttMs)} ms there and back is much within one network: the Wi-Fi is busy or weak. A cable helps.`];
  return undefined;
}

function judgeRate({ target, estimate, framesPerSecond }: LinkFigures): Judgement | undefined {
  if (framesPerSecond <= 0) return undefined;
  if (estimate !== undefined && target !== undefined && estimate < target * 0.7) {
    return ['warn', `The line carries about ${bitrate(estimate)}, less than the camera would send; the picture is coarser for it.`];
  }
  // Less than the target arrives of every quiet scene; a low target is the camera's answer to a slow line.
  if (target !== undefined && target <= LOW_BITRATE) {
    return ['warn', `The camera sends no more than ${bitrate(target)} to fit the slowest line, which makes the picture coarse. A faster connection, on either side, helps.`];
  }
  return undefined;
}

function judgeRest({ viewer, camera, whyRelay }: LinkFacts, { bufferMs, decodeMs }: LinkFigures): Judgement {
  if (decodeMs !== undefined && decodeMs > SLOW_DECODE_MS) return ['warn', 'This device takes long to decode the picture. Closing other tabs helps, or a smaller picture.'];
  if (bufferMs !== undefined && bufferMs > LONG_BUFFER_MS) return ['warn', 'Packets arrive unevenly, so pictures wait here before they are shown. Usually that is the Wi-Fi.'];
  if (whyRelay === 'udp-blocked') return ['warn', 'It works, with more delay than over UDP. Another network, or one that allows UDP, is faster.'];
  if (viewer === 'relay' || camera === 'relay') return ['good', 'That works well, with a little more delay than the direct way.'];
  return ['good', 'All is well.'];
}
