/**
 * The page's connection to the broker. It lasts as long as the page watches this camera and comes back by itself, not in
 * step with the other pages that lost the same broker; sessions come and go on it.
 */
import * as base64url from '../base64url.ts';
import type { Broker } from '../camera.ts';
import { FailureError, type Failure } from '../failure.ts';
import { sentence } from '../json.ts';
import { wallClock, type Clock } from '../mqtt/clock.ts';
import { MqttClient, type End, type Socket } from '../mqtt/mqttClient.ts';
import type { Version } from '../mqtt/packetWriter.ts';
import { NOT_AUTHORIZED, isOtherVersion, isRefusal, reasonWords } from '../mqtt/reasonCodes.ts';
import { backOff } from '../reconnect.ts';
import { MAX_MESSAGE } from './messages.ts';

const CONNECT_TIMEOUT_MS = 8_000;
const KEEP_ALIVE_SECONDS = 20;
/** Contract §4: a signaling message that is older than this helps nobody. */
const EXPIRY_SECONDS = 30;
/** Farewells that could not be said yet; more sessions than this do not end during one outage of the broker. */
const MAX_FAREWELLS = 8;

type Receive = (text: string) => void;
type Refused = (failure: Failure) => void;
interface Waiting {
  resolve(): void;
  reject(error: FailureError): void;
}

export class MqttConnection {
  readonly host: string;
  readonly #url: URL;
  readonly #openSocket: (url: URL) => Socket | undefined;
  readonly #clock: Clock;
  readonly #topics = new Map<string, { receive: Receive; refused: Refused }>();
  readonly #waitingToSpeak = new Set<Waiting>();
  readonly #waitingForYes = new Set<Waiting>();
  readonly #farewells: { topic: string; text: string }[] = [];
  #client: MqttClient | undefined;
  /** MQTT 5 unless the broker knows only 3.1.1. */
  #version: Version = 5;
  /** Whether to speak before the broker has said yes. MQTT 5 §3.1.4 lets a client; a broker that hung up on it is not asked again. */
  #isEager = true;
  #maySpeak = false;
  #attempt = 0;
  #stopTimer: (() => void) | undefined;
  /** Why the last attempt failed, until one succeeds. */
  #failure: Failure | undefined;
  #closed = false;

  /** Called when the broker is back after it was away. */
  onReturn: () => void = () => {};

  constructor(broker: Broker, open: (url: URL) => Socket | undefined = openSocket, clock: Clock = wallClock) {
    this.#url = new URL(broker.url);
    this.host = this.#url.host;
    this.#openSocket = open;
    this.#clock = clock;
    this.#open();
  }

  get connected(): boolean {
    return this.#client?.isAccepted === true;
  }

  /** Resolves when the broker has said yes; rejects as soon as an attempt failed, or has failed and none has succeeded since. */
  ready(): Promise<void> {
    return this.#wait(this.connected, this.#waitingForYes);
  }

  /** Resolves when messages can be sent, which is a round trip before `ready` and worth nothing if that then fails; rejects as `ready` does. */
  speakable(): Promise<void> {
    return this.#wait(this.#maySpeak, this.#waitingToSpeak);
  }

  /** Tries at once if it is waiting to: a session wants to start, the network came back, or a person asked. */
  hurry(): void {
    if (this.#stopTimer === undefined) return;
    this.#failure = undefined;
    this.#stopTimer();
    this.#open();
  }

  subscribe(topic: string, receive: Receive, refused: Refused = () => {}): void {
    this.#topics.set(topic, { receive, refused });
    if (this.#maySpeak) this.#subscribe([topic]);
  }

  unsubscribe(topic: string): void {
    if (this.#topics.delete(topic) && this.#maySpeak) this.#client?.unsubscribe([topic]);
  }

  /** QoS 1, not retained. Outside a connection the message is dropped: its session starts over. */
  publish(topic: string, text: string, refused: Refused = () => {}): void {
    if (!this.#maySpeak) return;
    this.#client?.publish(topic, text, (code) => {
      // Other codes say that nobody listens, or that the broker is in trouble: the missing answer says it as well.
      if (code === NOT_AUTHORIZED) refused(refusal('not authorized to publish'));
    });
  }

  /** A message that ends a session: on the wire when this returns, or as soon as the broker is back. */
  farewell(topic: string, text: string): void {
    if (this.#maySpeak) this.publish(topic, text);
    else if (this.#farewells.push({ topic, text }) > MAX_FAREWELLS) this.#farewells.shift();
  }

  close(): void {
    this.#closed = true;
    this.#maySpeak = false;
    this.#stopTimer?.();
    this.#topics.clear();
    this.#client?.close();
    this.#client = undefined;
    this.#settle({ kind: 'lost' });
  }

  #open(): void {
    this.#stopTimer = undefined;
    const socket = this.#openSocket(this.#url);
    if (!socket) {
      this.#lost(this.#noBroker(''));
      return;
    }
    const settings = {
      version: this.#version,
      clientId: `camagent-viewer-${base64url.random(9)}`,
      username: decoded(this.#url.username),
      password: decoded(this.#url.password),
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
      maximumPacketSize: 2 * MAX_MESSAGE,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      expirySeconds: EXPIRY_SECONDS,
    };
    this.#client = new MqttClient(socket, settings, this.#clock, {
      opened: () => {
        if (this.#isEager) this.#speak();
      },
      accepted: () => this.#arrived(),
      message: (topic, payload) => {
        if (payload.length <= MAX_MESSAGE) this.#topics.get(topic)?.receive(utf8.decode(payload));
      },
      ended: (end) => this.#ended(end),
    });
  }

  // CONNECT, SUBSCRIBE and the first messages travel together: one round trip instead of three.
  #speak(): void {
    this.#maySpeak = true;
    this.#subscribe([...this.#topics.keys()]);
    for (const { topic, text } of this.#farewells.splice(0)) this.publish(topic, text);
    release(this.#waitingToSpeak);
  }

  #arrived(): void {
    const returned = this.#attempt > 0;
    this.#failure = undefined;
    this.#attempt = 0;
    if (!this.#maySpeak) this.#speak();
    release(this.#waitingForYes);
    if (returned) this.onReturn();
  }

  #ended({ reached, code, words }: End): void {
    if (code !== undefined && isOtherVersion(code)) this.#version = 4;
    else if (reached === 'socket' && !(code !== undefined && isRefusal(code))) this.#isEager = false;
    if (code !== undefined && isRefusal(code)) this.#lost(refusal(words));
    else this.#lost(this.#noBroker(reached === 'nothing' ? '' : words));
  }

  #lost(failure: Failure): void {
    this.#client = undefined;
    this.#maySpeak = false;
    if (this.#closed) return;
    this.#settle(failure);
    this.#stopTimer = this.#clock.after(backOff(++this.#attempt, Math.random), () => this.#open());
  }

  #wait(isReached: boolean, waiting: Set<Waiting>): Promise<void> {
    if (isReached) return Promise.resolve();
    if (this.#failure) return Promise.reject(new FailureError(this.#failure));
    return new Promise((resolve, reject) => waiting.add({ resolve, reject }));
  }

  #settle(failure: Failure): void {
    this.#failure = failure;
    for (const set of [this.#waitingToSpeak, this.#waitingForYes]) {
      for (const waiting of set) waiting.reject(new FailureError(failure));
      set.clear();
    }
  }

  #subscribe(topics: readonly string[]): void {
    this.#client?.subscribe(topics, (codes) => {
      // MQTT 5 §3.9.3, MQTT 3.1.1 §3.9.3: 0x80 and above are failures, each of one filter.
      topics.forEach((topic, i) => {
        const code = codes[i] ?? 0;
        if (code >= 0x80) this.#topics.get(topic)?.refused(refusal(code === NOT_AUTHORIZED ? 'not authorized to subscribe' : reasonWords(code)));
      });
    });
  }

  #noBroker(message: string): Failure {
    return { kind: 'no-broker', host: this.host, message: sentence(message, 120) };
  }
}

const utf8 = new TextDecoder();

function release(waiting: Set<Waiting>): void {
  for (const { resolve } of waiting) resolve();
  waiting.clear();
}

function refusal(message: string): Failure {
  return { kind: 'refused', why: 'broker', message: sentence(message, 120) };
}

/** What stands in an address, without its escapes; one that is not well-formed is taken as it stands. */
function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// Credentials in the address go into CONNECT: WebSocket refuses them in some browsers and leaks them in others.
function openSocket(url: URL): Socket | undefined {
  const bare = new URL(url);
  bare.username = bare.password = bare.hash = '';
  try {
    return new WebSocket(bare, ['mqtt']);
  } catch {
    return undefined; // A plain ws: address from a page on https.
  }
}
