/** The pairing link's content (contract §4): `{viewer page}#pair=<b64url JSON>`. Everything in it is checked before it is kept. */
import * as base64url from './base64url.ts';
import { FINGERPRINT } from './fingerprint.ts';
import { object, parseObject, sentence, string, type JsonObject } from './json.ts';

export interface Pairing {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the camera's certificate, in SDP form. */
  readonly fingerprint: string;
  readonly viewer: string;
  /** 32 bytes as base64url. */
  readonly secret: string;
  /** The broker's WebSocket address for browsers; empty when the camera has none. */
  readonly mqtt: string;
  readonly topicPrefix: string;
}

export const CAMERA_ID = /^[a-z0-9-]{1,32}$/;
const MAX_LINK = 8192;
// A line feed in the viewer's name would let one MAC stand for other fields: they are joined by LF.
const VIEWER = /^[^\p{Cc}]{1,64}$/u;
// No wildcards, no empty levels at the ends: it becomes part of topics.
const TOPIC_PREFIX = /^[^#+/\p{Cc}](?:[^#+\p{Cc}]{0,62}[^#+/\p{Cc}])?$/u;

/** What stands after `#pair=` in an address, or a whole link that somebody pasted; undefined when there is none. */
export function pairingText(addressOrHash: string): string | undefined {
  return /#(?:[^#]*&)?pair=([A-Za-z0-9_-]+)/.exec(addressOrHash.trim())?.[1];
}

export function parsePairing(encoded: string): Pairing | undefined {
  if (encoded.length > MAX_LINK) return undefined;
  const bytes = base64url.decode(encoded);
  if (!bytes) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const members = parseObject(text, MAX_LINK);
    return members && members['v'] === 1 ? pairing(members) : undefined;
  } catch {
    return undefined;
  }
}

/** Checks the members of a pairing, from a link or from this browser's storage. */
export function pairing(value: unknown): Pairing | undefined {
  const members: JsonObject = object(value) ?? {};
  const id = string(members['id'], 32, CAMERA_ID);
  const fingerprint = string(members['fingerprint'], 95)?.toUpperCase();
  const viewer = string(members['viewer'], 64, VIEWER);
  const secret = string(members['secret'], 43);
  const mqtt = brokerUrl(members['mqtt'] ?? '');
  const topicPrefix = string(members['topicPrefix'] ?? 'camagent', 64, TOPIC_PREFIX);
  if (!id || !fingerprint || !FINGERPRINT.test(fingerprint) || !viewer || !secret || mqtt === undefined || !topicPrefix) return undefined;
  if (base64url.decode(secret)?.length !== 32) return undefined;
  return { id, name: sentence(members['name'], 64) || id, fingerprint, viewer, secret, mqtt, topicPrefix };
}

/** A `ws:` or `wss:` address, empty for "none", undefined for anything else. */
export function brokerUrl(value: unknown): string | undefined {
  const text = string(value, 512);
  if (text === undefined || text === '') return text;
  try {
    const url = new URL(text);
    return (url.protocol === 'ws:' || url.protocol === 'wss:') && url.hostname !== '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function topicPrefix(value: unknown): string | undefined {
  return string(value, 64, TOPIC_PREFIX);
}
