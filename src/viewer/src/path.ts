/** The way the picture takes, in words a person understands. */
import { isLoopback, isPrivate } from './link/linkFacts.ts';

export interface Candidate {
  readonly type: string;
  readonly address: string;
  readonly protocol: string;
}

export interface Path {
  readonly words: string;
  /** For engineers: `host → srflx, udp`. */
  readonly types: string;
}

export function pathWords(local: Candidate, remote: Candidate): Path {
  const transport = (local.protocol || remote.protocol).toLowerCase();
  const types = `${local.type} → ${remote.type}${transport ? `, ${transport}` : ''}`;
  if (local.type === 'relay' || remote.type === 'relay') return { words: 'Relayed by a TURN server', types };
  if (isLoopback(remote.address)) return { words: 'Direct, on this machine', types };
  if (isPrivate(remote.address)) return { words: 'Direct, on this network', types };
  // Browsers may hide addresses; two host candidates that reached each other stand in one network.
  if (local.type === 'host' && remote.type === 'host' && (remote.address === '' || remote.address.endsWith('.local'))) {
    return { words: 'Direct, on this network', types };
  }
  return { words: 'Direct, through the internet', types };
}
