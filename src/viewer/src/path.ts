/** The way the picture takes, in words a person understands. */

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

function isLoopback(address: string): boolean {
  return /^127\./.test(address) || address === '::1' || address === '[::1]';
}

// RFC 1918, RFC 3927, RFC 6598 (carrier-grade NAT), RFC 4193 and RFC 4291 §2.5.6.
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address) || /^\[?(f[cd]|fe[89ab])[0-9a-f]*:/i.test(address);
}
