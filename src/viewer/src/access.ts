/**
 * Access, end to end, over a broker that is not trusted (contract §4).
 * The hashes are computed here rather than by `crypto.subtle`, which browsers withhold from pages on plain http.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { encode } from './base64url.ts';

export function helloMac(secret: Uint8Array, camera: string, session: string, viewer: string, nonce: string): string {
  return mac(secret, ['camagent/v1/hello', camera, session, viewer, nonce]);
}

export function offerMac(secret: Uint8Array, camera: string, session: string, cameraNonce: string, sdp: string): string {
  return mac(secret, ['camagent/v1/offer', camera, session, cameraNonce, bytesToHex(sha256(utf8ToBytes(sdp)))]);
}

/** The SDP form of a certificate's SHA-256 fingerprint: upper case, colons (RFC 8122 §5). */
export function certificateFingerprint(der: Uint8Array): string {
  return Array.from(sha256(der), (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

function mac(secret: Uint8Array, fields: readonly string[]): string {
  return encode(hmac(sha256, secret, utf8ToBytes(fields.join('\n'))));
}
