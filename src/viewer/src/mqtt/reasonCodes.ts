/** Why a broker says no, in words. */

export const NOT_AUTHORIZED = 0x87;

// MQTT 5 §2.4, as far as a broker can mean this client by them; below 0x80 MQTT 3.1.1 §3.2.2.3.
const WORDS: Readonly<Record<number, string>> = {
  1: 'it speaks another version of MQTT',
  2: 'it does not accept the client identifier',
  3: 'it is not available at the moment',
  4: 'user name or password are wrong',
  5: 'not authorized',
  0x80: 'it gives no reason',
  0x81: 'it could not read a packet',
  0x82: 'a packet broke the protocol',
  0x83: 'it gives no reason',
  0x84: 'it speaks another version of MQTT',
  0x85: 'it does not accept the client identifier',
  0x86: 'user name or password are wrong',
  0x87: 'not authorized',
  0x88: 'it is not available at the moment',
  0x89: 'it is busy',
  0x8a: 'this client is banned',
  0x8b: 'it is shutting down',
  0x8c: 'it wants another way to authenticate',
  0x8d: 'it heard nothing for too long',
  0x8e: 'another client took this one’s place',
  0x8f: 'the topic filter is not accepted',
  0x90: 'the topic is not accepted',
  0x93: 'too many messages at once',
  0x95: 'the message is too large',
  0x96: 'too many messages',
  0x97: 'a quota is used up',
  0x98: 'somebody ended the connection',
  0x9b: 'it does not support this quality of service',
  0x9c: 'another server is to be used',
  0x9d: 'the server has moved',
  0x9f: 'too many connections in a short time',
  0xa0: 'the connection lasted as long as it may',
};

// MQTT 3.1.1 §3.2.2.3 (4, 5) and MQTT 5 §3.2.2.2: credentials or rights are missing, and asking again will not help.
const REFUSALS = new Set([4, 5, 0x86, 0x87, 0x8a, 0x8c]);
// MQTT 5 §3.2.2.2 (0x84) and MQTT 3.1.1 §3.2.2.3 (1).
const OTHER_VERSION = new Set([1, 0x84]);

export function reasonWords(code: number): string {
  return WORDS[code] ?? `reason ${code}`;
}

export function isRefusal(code: number): boolean {
  return REFUSALS.has(code);
}

export function isOtherVersion(code: number): boolean {
  return OTHER_VERSION.has(code);
}
