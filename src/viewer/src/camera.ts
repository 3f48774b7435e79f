/** Where a camera is and how this page may reach it: what its own address says, and what the pairing link adds. */
import { decode } from './base64url.ts';
import { CAMERA_ID, brokerUrl, topicPrefix, type Pairing } from './pairing.ts';
import { object, sentence, string } from './json.ts';

/** `GET /viewer.json`: the camera that serves this page. */
export interface Origin {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly whep: boolean;
  readonly mqtt: string;
  readonly topicPrefix: string;
  readonly accessRequired: boolean;
  readonly demo: boolean;
}

export interface Camera {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly broker: Broker | undefined;
  /** Whether the address of this page serves WHEP for this camera. */
  readonly whep: boolean;
  readonly demo: boolean;
  readonly accessRequired: boolean;
  readonly credentials: Credentials | undefined;
}

export interface Broker {
  readonly url: string;
  readonly topicPrefix: string;
}

export interface Credentials {
  readonly viewer: string;
  readonly secret: Uint8Array;
  readonly token: string;
  readonly fingerprint: string;
}

export function parseOrigin(value: unknown): Origin | undefined {
  const members = object(value);
  const id = string(members?.['id'], 32, CAMERA_ID);
  if (!members || members['v'] !== 1 || !id) return undefined;
  const signaling = Array.isArray(members['signaling']) ? members['signaling'] : [];
  return {
    id,
    name: sentence(members['name'], 64) || id,
    version: sentence(members['version'], 40),
    whep: signaling.includes('whep'),
    mqtt: (signaling.includes('mqtt') && brokerUrl(members['mqtt'])) || '',
    topicPrefix: topicPrefix(members['topicPrefix']) ?? 'camagent',
    accessRequired: members['accessRequired'] !== false,
    demo: members['demo'] === true,
  };
}

/** Every camera this page can show: the one that serves it first, then the paired ones. */
export function cameras(origin: Origin | undefined, pairings: readonly Pairing[]): Camera[] {
  const own = origin && camera(origin, pairings.find((known) => known.id === origin.id));
  const others = pairings.filter((known) => known.id !== origin?.id).map((known) => camera(undefined, known));
  return [own, ...others].filter((found) => found !== undefined);
}

function camera(origin: Origin | undefined, pairing: Pairing | undefined): Camera | undefined {
  const id = origin?.id ?? pairing?.id;
  if (id === undefined) return undefined;
  return {
    id,
    name: origin?.name ?? pairing?.name ?? id,
    version: origin?.version ?? '',
    broker: broker(origin, pairing),
    whep: origin?.whep ?? false,
    demo: origin?.demo ?? false,
    accessRequired: origin?.accessRequired ?? true,
    credentials: pairing && credentials(pairing),
  };
}

// The pairing link knows the address for browsers outside; the camera's own page may only know the one on its network.
function broker(origin: Origin | undefined, pairing: Pairing | undefined): Broker | undefined {
  if (pairing?.mqtt) return { url: pairing.mqtt, topicPrefix: pairing.topicPrefix };
  return origin?.mqtt ? { url: origin.mqtt, topicPrefix: origin.topicPrefix } : undefined;
}

function credentials(pairing: Pairing): Credentials | undefined {
  const secret = decode(pairing.secret);
  return secret && { viewer: pairing.viewer, secret, token: pairing.secret, fingerprint: pairing.fingerprint };
}
