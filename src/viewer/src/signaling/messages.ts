/** Messages from the camera (contract §4). What does not fit is undefined and changes nothing. */
import { integer, object, parseObject, sentence, string } from '../json.ts';

export const MAX_MESSAGE = 64 * 1024;
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;
const SERVER_URL = /^(stun|stuns|turn|turns):[^\s]{1,500}$/;
const MAX_SERVERS = 16;

export type Down =
  | { readonly type: 'welcome'; readonly nonce: string; readonly iceServers: RTCIceServer[]; readonly name: string }
  | { readonly type: 'answer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: RTCIceCandidateInit | null }
  | { readonly type: 'bye'; readonly reason: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

export function parseDown(text: string): Down | undefined {
  const members = parseObject(text, MAX_MESSAGE);
  if (!members || members['v'] !== 1) return undefined;
  switch (members['type']) {
    case 'welcome': {
      const nonce = string(members['nonce'], 64, NONCE);
      if (nonce === undefined) return undefined;
      return { type: 'welcome', nonce, iceServers: iceServers(members['iceServers']), name: sentence(object(members['device'])?.['name'], 64) };
    }
    case 'answer': {
      const sdp = string(members['sdp'], MAX_MESSAGE, /^v=0\r?\n/);
      return sdp === undefined ? undefined : { type: 'answer', sdp };
    }
    case 'candidate': {
      if (members['candidate'] === null) return { type: 'candidate', candidate: null };
      const init = candidate(members['candidate']);
      return init && { type: 'candidate', candidate: init };
    }
    case 'bye':
      return { type: 'bye', reason: sentence(members['reason'], 120) };
    case 'error': {
      const code = string(members['code'], 32, /^[a-z-]+$/);
      return code === undefined ? undefined : { type: 'error', code, message: sentence(members['message'], 200) };
    }
    default:
      return undefined;
  }
}

export function candidate(value: unknown): RTCIceCandidateInit | undefined {
  const members = object(value);
  const text = string(members?.['candidate'], 1024, /^(candidate:[^\r\n\0]*)?$/);
  if (!members || text === undefined) return undefined;
  const sdpMid = string(members['sdpMid'], 64, /^[\x21-\x7e]+$/) ?? null;
  const sdpMLineIndex = integer(members['sdpMLineIndex'], 0, 255) ?? null;
  // W3C webrtc §4.4.1.6: addIceCandidate throws when neither names the media section.
  if (sdpMid === null && sdpMLineIndex === null) return undefined;
  const usernameFragment = string(members['usernameFragment'], 256, /^[A-Za-z0-9+/]{4,256}$/);
  return { candidate: text, sdpMid, sdpMLineIndex, ...(usernameFragment !== undefined && { usernameFragment }) };
}

/** The servers that can be used; a bad row costs only itself, since setConfiguration would throw for all of them. */
export function iceServers(value: unknown): RTCIceServer[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_SERVERS).map(iceServer).filter((server) => server !== undefined);
}

function iceServer(value: unknown): RTCIceServer | undefined {
  const members = object(value);
  const listed: unknown = members?.['urls'];
  const urls = (Array.isArray(listed) ? listed.slice(0, 8) : [listed]).map((url) => string(url, 512, SERVER_URL)).filter((url) => url !== undefined);
  if (!members || urls.length === 0) return undefined;
  const username = string(members['username'], 512);
  const credential = string(members['credential'], 512);
  if (!urls.some((url) => url.startsWith('turn'))) return { urls };
  return username !== undefined && credential !== undefined ? { urls, username, credential } : undefined;
}
