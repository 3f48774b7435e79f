/**
 * The page's connection to the broker. It lasts as long as the page watches this camera and comes back by itself;
 * sessions come and go on it. Reconnecting is done here, not by mqtt.js, whose period is fixed: a hundred pages that lost
 * one broker must not come back in the same second.
 */
import type { IClientOptions, MqttClient } from 'mqtt';
import * as base64url from '../base64url.ts';
import type { Broker } from '../camera.ts';
import { FailureError, type Failure } from '../failure.ts';
import { sentence } from '../json.ts';
import { backOff } from '../reconnect.ts';
import { MAX_MESSAGE } from './messages.ts';
import { publishPacket } from './publishPacket.ts';

const CONNECT_TIMEOUT_MS = 8_000;
const KEEP_ALIVE_SECONDS = 20;
/** Contract §4: a signaling message that is older than this helps nobody. */
const EXPIRY_SECONDS = 30;
/** Farewells that could not be said yet; more sessions than this do not end during one outage of the broker. */
const MAX_FAREWELLS = 8;
/** mqtt.js counts its own packets from elsewhere; it ignores the acknowledgement of this one. */
const FAREWELL_ID = 0xffff;

type Receive = (text: string) => void;
type Connect = (url: string, options: IClientOptions) => MqttClient;

export class MqttConnection {
  readonly host: string;
  readonly #url: URL;
  readonly #topics = new Map<string, Receive>();
  readonly #waiting = new Set<{ resolve(): void; reject(error: FailureError): void }>();
  readonly #farewells: { topic: string; text: string }[] = [];
  readonly #load: () => Promise<Connect>;
  #client: MqttClient | undefined;
  #socket: WebSocket | undefined;
  /** MQTT 5 unless the broker knows only 3.1.1. */
  #version: 4 | 5 = 5;
  #connected = false;
  #closed = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Why the last attempt failed, until one succeeds. */
  #failure: Failure | undefined;

  /** Called when the broker is back after it was away. */
  onReturn: () => void = () => {};

  constructor(broker: Broker, load: () => Promise<Connect>) {
    this.#url = new URL(broker.url);
    this.host = this.#url.host;
    this.#load = load;
    void this.#open();
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Resolves when connected; rejects as soon as an attempt failed, or has failed and none has succeeded since. */
  ready(): Promise<void> {
    if (this.#connected) return Promise.resolve();
    if (this.#failure) return Promise.reject(new FailureError(this.#failure));
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** Tries at once if it is waiting to: a session wants to start, the network came back, or a person asked. */
  hurry(): void {
    if (this.#timer === undefined) return;
    this.#failure = undefined;
    clearTimeout(this.#timer);
    void this.#open();
  }

  subscribe(topic: string, receive: Receive, refused: (failure: Failure) => void = () => {}): void {
    this.#topics.set(topic, receive);
    if (this.#connected) this.#subscribe([topic], refused);
  }

  unsubscribe(topic: string): void {
    if (this.#topics.delete(topic) && this.#connected) this.#client?.unsubscribe(topic, () => {});
  }

  /** QoS 1, not retained. Outside a connection the message is dropped: its session starts over. */
  publish(topic: string, text: string, refused: (failure: Failure) => void = () => {}): void {
    if (!this.#connected || !this.#client) return;
    const expiry = this.#version === 5 ? { properties: { messageExpiryInterval: EXPIRY_SECONDS } } : {};
    this.#client.publish(topic, text, { qos: 1, retain: false, ...expiry }, (error) => {
      // MQTT 5 §3.4.2.1: 0x87 not authorized. Other errors end the connection, which reports itself.
      if (error && reasonCode(error) === 0x87) refused(brokerRefusal('not authorized to publish'));
    });
  }

  /** A message that ends a session: on the wire when this returns, or as soon as the broker is back. */
  farewell(topic: string, text: string): void {
    if (this.#connected) this.#socket?.send(publishPacket(this.#version, topic, text, FAREWELL_ID, EXPIRY_SECONDS));
    else if (this.#farewells.push({ topic, text }) > MAX_FAREWELLS) this.#farewells.shift();
  }

  close(): void {
    this.#closed = true;
    this.#connected = false;
    clearTimeout(this.#timer);
    this.#topics.clear();
    this.#client?.end();
    this.#settle({ kind: 'lost' });
  }

  async #open(): Promise<void> {
    this.#timer = undefined;
    // The socket opens while the library is still on its way; the handshake is over when both are there.
    const first = openSocket(this.#url);
    let connect: Connect;
    try {
      connect = await this.#load();
    } catch {
      first?.close();
      this.#lost({ kind: 'unreachable', host: location.host });
      return;
    }
    if (this.#closed || !first || first.readyState > WebSocket.OPEN) {
      first?.close();
      this.#lost(this.#noBroker());
      return;
    }
    const client = connect(this.#url.href, {
      protocolVersion: this.#version,
      clientId: `camagent-viewer-${base64url.random(9)}`,
      clean: true,
      keepalive: KEEP_ALIVE_SECONDS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      // mqtt.js would prepare 65 536 small buffers before its first packet: 100 ms that nobody gets back.
      writeCache: false,
      // Worker timers would need a blob: worker, which the page's content security policy rightly forbids.
      timerVariant: 'native',
      ...(this.#version === 5 && { properties: { maximumPacketSize: 2 * MAX_MESSAGE } }),
      ...(this.#url.username && { username: decodeURIComponent(this.#url.username) }),
      ...(this.#url.password && { password: decodeURIComponent(this.#url.password) }),
      createWebsocket: () => first,
    });
    this.#client = client;
    this.#socket = first;

    let failure = this.#noBroker();
    client.on('connect', () => {
      if (client === this.#client) this.#arrived();
    });
    client.on('message', (topic, payload) => {
      if (client === this.#client && payload.length <= MAX_MESSAGE) this.#topics.get(topic)?.(new TextDecoder().decode(payload));
    });
    client.on('error', (error) => {
      const code = reasonCode(error);
      // MQTT 5 §3.2.2.2 (0x84) and MQTT 3.1.1 §3.2.2.3 (1): the broker does not speak this version.
      if (code === 0x84 || code === 1) this.#version = 4;
      if (code !== undefined && REFUSALS.has(code)) failure = brokerRefusal(sentence(error.message, 120));
    });
    client.on('close', () => {
      client.end(true);
      if (client === this.#client) this.#lost(failure);
    });
  }

  #arrived(): void {
    const returned = this.#attempt > 0;
    this.#connected = true;
    this.#failure = undefined;
    this.#attempt = 0;
    if (this.#topics.size > 0) this.#subscribe([...this.#topics.keys()], () => {});
    for (const { topic, text } of this.#farewells.splice(0)) this.farewell(topic, text);
    for (const waiting of this.#waiting) waiting.resolve();
    this.#waiting.clear();
    if (returned) this.onReturn();
  }

  #lost(failure: Failure): void {
    this.#client = this.#socket = undefined;
    this.#connected = false;
    if (this.#closed) return;
    this.#settle(failure);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#open(), backOff(++this.#attempt, Math.random));
  }

  #settle(failure: Failure): void {
    this.#failure = failure;
    for (const waiting of this.#waiting) waiting.reject(new FailureError(failure));
    this.#waiting.clear();
  }

  #subscribe(topics: string[], refused: (failure: Failure) => void): void {
    this.#client?.subscribe(topics, { qos: 1 }, (error, granted) => {
      // MQTT 5 §3.9.3: 0x80 and above are failures of that one filter.
      if (error ? reasonCode(error) !== undefined : granted?.some((grant) => grant.qos >= 0x80)) refused(brokerRefusal('not authorized to subscribe'));
    });
  }

  #noBroker(): Failure {
    return { kind: 'no-broker', host: this.host };
  }
}

/** MQTT 3.1.1 §3.2.2.3 (4, 5) and MQTT 5 §3.2.2.2: credentials or rights are missing. */
const REFUSALS = new Set([4, 5, 0x86, 0x87, 0x8a, 0x8c]);

function brokerRefusal(message: string): Failure {
  return { kind: 'refused', why: 'broker', message };
}

function reasonCode(error: Error): number | undefined {
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

// Credentials in the address go into CONNECT: WebSocket refuses them in some browsers and leaks them in others.
function openSocket(url: URL): WebSocket | undefined {
  const bare = new URL(url);
  bare.username = bare.password = bare.hash = '';
  try {
    const socket = new WebSocket(bare, ['mqtt']);
    socket.binaryType = 'arraybuffer';
    return socket;
  } catch {
    return undefined; // A plain ws: address from a page on https.
  }
}
