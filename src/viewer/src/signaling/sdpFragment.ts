/** Trickled candidates as `application/trickle-ice-sdpfrag` (RFC 8840 §9). */

export interface IceCredentials {
  readonly ufrag: string;
  readonly password: string;
  readonly mid: string;
}

/** The credentials an offer announces; with one bundle they are the same for every section. */
export function iceCredentials(sdp: string): IceCredentials {
  return {
    ufrag: /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '',
    password: /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1] ?? '',
    mid: /^a=mid:(\S+)/m.exec(sdp)?.[1] ?? '0',
  };
}

/** `candidates` are `candidate:…` values; `complete` adds the end-of-candidates mark. */
export function sdpFragment(ice: IceCredentials, candidates: readonly string[], complete: boolean): string {
  const lines = [
    `a=ice-ufrag:${ice.ufrag}`,
    `a=ice-pwd:${ice.password}`,
    // RFC 8840 §4.3: a pseudo media line carries the section's candidates; its port and protocol mean nothing.
    'm=video 9 UDP/TLS/RTP/SAVPF 0',
    `a=mid:${ice.mid}`,
    ...candidates.map((candidate) => `a=${candidate}`),
    ...(complete ? ['a=end-of-candidates'] : []),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
