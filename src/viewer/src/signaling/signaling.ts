/** The ways to one camera, and which of them a session takes: MQTT first, WHEP where the broker cannot be reached. */
import type { Camera } from '../camera.ts';
import { FailureError } from '../failure.ts';
import type { Exchange, ExchangeEvents, SignalingKind } from './exchange.ts';
import { MqttConnection } from './mqttConnection.ts';
import { MqttExchange } from './mqtt.ts';
import { Presence, type PresenceEvents } from './presence.ts';
import { WhepExchange } from './whep.ts';

/** A broker that has not answered by then may come later; the picture need not wait for it. */
const BROKER_PATIENCE_MS = 2_000;

/** mqtt.js comes in a file of its own, once; asking early lets it travel while the page does other things. */
export async function loadMqtt(): Promise<(typeof import('./mqttClient.ts'))['connect']> {
  return (await import('./mqttClient.ts')).connect;
}

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
      this.#connection = new MqttConnection(camera.broker, loadMqtt);
      this.#connection.onReturn = events.returned;
      this.presence = new Presence(this.#connection, this.#prefix, camera.id, events);
    }
  }

  get brokerConnected(): boolean | undefined {
    return this.#connection?.connected;
  }

  async open(events: ExchangeEvents): Promise<Exchange> {
    if (this.#connection && (!this.#whep || (await this.#brokerAnswers(this.#connection, events)))) {
      return new MqttExchange(this.#connection, this.#prefix, this.#camera, events);
    }
    if (this.#whep) return new WhepExchange(this.#whep, this.#camera, events);
    throw new FailureError({ kind: 'refused', why: 'unsupported', message: 'no broker and no WHEP address is known' });
  }

  hurry(): void {
    this.#connection?.hurry();
  }

  close(): void {
    this.#connection?.close();
  }

  #brokerAnswers(connection: MqttConnection, events: ExchangeEvents): Promise<boolean> {
    events.step('broker', connection.host);
    return new Promise((resolve) => {
      setTimeout(() => resolve(connection.connected), BROKER_PATIENCE_MS);
      connection.ready().then(() => resolve(true), () => resolve(false));
    });
  }
}

// The token of WHEP is the secret itself. Over plain http it would pass every listener on the way, so the page falls
// back to WHEP with it only where the address is secure; over MQTT the secret never travels.
function whepEndpoint(camera: Camera, via: SignalingKind | undefined, page: URL, isSecure: boolean): URL | undefined {
  if (!camera.whep || via === 'mqtt') return undefined;
  const mayTravel = isSecure || !camera.credentials || via === 'whep';
  return mayTravel || !camera.broker ? new URL('/whep', page) : undefined;
}
