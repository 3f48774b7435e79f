/** Candidates and ICE restarts as `application/trickle-ice-sdpfrag` (RFC 8840 §9). */

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

/** The camera's side of an ICE restart. */
export interface RestartFragment {
  readonly ufrag: string;
  readonly password: string;
  /** `candidate:…` values. */
  readonly candidates: readonly string[];
  readonly complete: boolean;
}

const MAX_FRAGMENT = 64 * 1024;
const MAX_CANDIDATES = 128;

/** Undefined for what has no credentials of its own (RFC 8839 §5.4), or is too long to be looked at. */
export function parseRestart(text: string): RestartFragment | undefined {
  if (text.length > MAX_FRAGMENT) return undefined;
  const ufrag = /^a=ice-ufrag:([A-Za-z0-9+/]{4,256})\r?$/m.exec(text)?.[1];
  const password = /^a=ice-pwd:([A-Za-z0-9+/]{22,256})\r?$/m.exec(text)?.[1];
  if (ufrag === undefined || password === undefined) return undefined;
  const candidates = Array.from(text.matchAll(/^a=(candidate:[^\r\n\0]{1,1000})\r?$/gm), ([, candidate = '']) => candidate);
  return { ufrag, password, candidates: candidates.slice(0, MAX_CANDIDATES), complete: /^a=end-of-candidates\r?$/m.test(text) };
}

/** The answer as it would read now: the same but for ICE (RFC 8839 §4.4.1.1.1). The candidates stand in the section that carries the bundle, the first. */
export function restartedAnswer(answer: string, restart: RestartFragment): string {
  const lines: string[] = [];
  let sections = 0;
  for (const line of answer.split(/\r?\n/)) {
    if (line.startsWith('m=') && ++sections === 2) lines.push(...candidateLines(restart));
    if (line.startsWith('a=ice-ufrag:')) lines.push(`a=ice-ufrag:${restart.ufrag}`);
    else if (line.startsWith('a=ice-pwd:')) lines.push(`a=ice-pwd:${restart.password}`);
    else if (line !== '' && !line.startsWith('a=candidate:') && line !== 'a=end-of-candidates') lines.push(line);
  }
  if (sections === 1) lines.push(...candidateLines(restart));
  return `${lines.join('\r\n')}\r\n`;
}

function candidateLines({ candidates, complete }: RestartFragment): string[] {
  return [...candidates.map((candidate) => `a=${candidate}`), ...(complete ? ['a=end-of-candidates'] : [])];
}
