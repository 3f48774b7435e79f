/** The ways to one camera, and which of them a session takes: MQTT first, WHEP where the broker cannot be reached. */
import type { Camera } from '../camera.ts';
import type { Exchange, ExchangeEvents, SignalingKind } from './exchange.ts';
import { MqttConnection } from './mqttConnection.ts';
import { MqttExchange } from './mqtt.ts';
import { Presence, type PresenceEvents } from './presence.ts';
import { WhepExchange } from './whep.ts';

/** A broker that has not answered by then may come later; the picture need not wait for it. */
const BROKER_PATIENCE_MS = 2_000;

/** Begins a session's signaling on one of the ways. */
export type Way = (events: ExchangeEvents) => Exchange;

export class Signaling {
  readonly presence: Presence | undefined;
  readonly #camera: Camera;
  readonly #connection: MqttConnection | undefined;
  readonly #prefix: string;
  readonly #whep: URL | undefined;

  /** `via` is what the person asked for; undefined leaves the choice to the page. `page` is the page's address. */
  constructor(camera: Camera, via: SignalingKind | undefined, page: URL, isSecure: boolean, events: PresenceEvents) {
    this.#camera = camera;
    this.#whep = whepEndpoint(camera, via, page, isSecure);
    this.#prefix = camera.broker?.topicPrefix ?? '';
    if (camera.broker && via !== 'whep') {
      this.#connection = new MqttConnection(camera.broker);
      this.#connection.onReturn = events.returned;
      this.presence = new Presence(this.#connection, this.#prefix, camera.id, events);
    }
  }

  get brokerConnected(): boolean | undefined {
    return this.#connection?.connected;
  }

  /** In the order in which a session tries them. */
  get ways(): readonly Way[] {
    const ways: Way[] = [];
    const connection = this.#connection;
    const whep = this.#whep;
    if (connection) ways.push((events) => new MqttExchange(connection, this.#prefix, this.#camera, events, whep && BROKER_PATIENCE_MS));
    if (whep) ways.push((events) => new WhepExchange(whep, this.#camera, events));
    return ways;
  }

  hurry(): void {
    this.#connection?.hurry();
  }

  close(): void {
    this.#connection?.close();
  }
}

// The token of WHEP is the secret itself. Over plain http it would pass every listener on the way, so the page falls
// back to WHEP with it only where the address is secure; over MQTT the secret never travels.
function whepEndpoint(camera: Camera, via: SignalingKind | undefined, page: URL, isSecure: boolean): URL | undefined {
  if (!camera.whep || via === 'mqtt') return undefined;
  const mayTravel = isSecure || !camera.credentials || via === 'whep';
  return mayTravel || !camera.broker ? new URL('/whep', page) : undefined;
}
