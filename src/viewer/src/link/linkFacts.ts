/** What getStats knows of the way the picture takes: the pair in use, and what else was tried. */
import type { CandidateType } from '../device/telemetry.ts';

export type Network = 'loopback' | 'private' | 'public' | 'unknown';

/** Why the direct ways were not taken, as far as this browser can see. */
export type WhyRelay = 'udp-blocked' | 'camera-relay-only' | 'no-reflexive' | 'symmetric';

export interface LinkFacts {
  readonly viewer: CandidateType;
  readonly camera: CandidateType;
  /** Where the camera's address stands, as seen from here. */
  readonly network: Network;
  readonly protocol: string;
  /** How this browser reaches its relay: udp, tcp or tls. Empty without one. */
  readonly relayProtocol: string;
  /** The relay's host, by name where it is this browser's, else by address. Empty without one. */
  readonly relayHost: string;
  readonly whyRelay: WhyRelay | undefined;
}

export interface CandidateRow {
  readonly type: CandidateType;
  readonly address: string;
  readonly protocol: string;
  /** The server that a candidate comes from, as an ICE server URL. */
  readonly url: string;
  readonly relayProtocol: string;
}

/** `locals`, `remotes`: every candidate that was gathered here and received from the camera. */
export function linkFacts(local: CandidateRow, remote: CandidateRow, locals: readonly CandidateRow[], remotes: readonly CandidateRow[]): LinkFacts {
  const isRelayed = local.type === 'relay' || remote.type === 'relay';
  return {
    viewer: local.type,
    camera: remote.type,
    network: networkOf(local, remote),
    protocol: (local.protocol || remote.protocol).toLowerCase(),
    relayProtocol: local.type === 'relay' ? local.relayProtocol.toLowerCase() : '',
    relayHost: local.type === 'relay' ? serverHost(local.url) || local.address : remote.type === 'relay' ? remote.address : '',
    whyRelay: isRelayed ? whyRelay(local, locals, remotes) : undefined,
  };
}

function whyRelay(local: CandidateRow, locals: readonly CandidateRow[], remotes: readonly CandidateRow[]): WhyRelay {
  if (local.type === 'relay' && (local.relayProtocol === 'tcp' || local.relayProtocol === 'tls')) return 'udp-blocked';
  if (remotes.length > 0 && remotes.every((candidate) => candidate.type === 'relay')) return 'camera-relay-only';
  if (local.type === 'relay' && !locals.some((candidate) => candidate.type === 'srflx')) return 'no-reflexive';
  return 'symmetric';
}

function networkOf(local: CandidateRow, remote: CandidateRow): Network {
  if (isLoopback(remote.address)) return 'loopback';
  if (isPrivate(remote.address)) return 'private';
  // Browsers may hide addresses; two host candidates that reached each other stand in one network.
  if (remote.address === '' || remote.address.endsWith('.local')) return local.type === 'host' && remote.type === 'host' ? 'private' : 'unknown';
  return 'public';
}

export function isLoopback(address: string): boolean {
  return /^127\./.test(address) || address === '::1' || address === '[::1]';
}

// RFC 1918, RFC 3927, RFC 6598 (carrier-grade NAT), RFC 4193 and RFC 4291 §2.5.6.
export function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address) || /^\[?(f[cd]|fe[89ab])[0-9a-f]*:/i.test(address);
}

// RFC 7065 §3.1: turn:host:port?transport=…; nothing in it is secret.
function serverHost(url: string): string {
  return /^turns?:(\[[0-9a-f:.]+\]|[^:?/\s@]{1,253})/i.exec(url)?.[1] ?? '';
}
