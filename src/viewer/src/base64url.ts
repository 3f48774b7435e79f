/** base64url without padding (RFC 4648 §5), as the contract writes every binary value. */

const ALPHABET = /^[A-Za-z0-9_-]*$/;

export function encode(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decode(text: string): Uint8Array | undefined {
  // RFC 4648 §3.3: reject characters outside the alphabet; one character left over cannot hold a byte.
  if (!ALPHABET.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  // RFC 4648 §3.5: stray bits at the end would let two texts mean the same bytes.
  return encode(bytes) === text ? bytes : undefined;
}

/** `bytes` random bytes as text; 16 bytes make the 22 characters of a session's name. */
export function random(bytes: number): string {
  return encode(crypto.getRandomValues(new Uint8Array(bytes)));
}
