/** Signaling over MQTT (contract §4): hello → welcome → offer → answer, candidates both ways, bye. */
import { helloMac, offerMac } from '../access.ts';
import * as base64url from '../base64url.ts';
import type { Camera } from '../camera.ts';
import { FailureError, failureOf, failureOfCode, type Failure } from '../failure.ts';
import type { Exchange, ExchangeEvents } from './exchange.ts';
import { parseDown, type Down } from './messages.ts';
import type { MqttConnection } from './mqttConnection.ts';

const ANSWER_TIMEOUT_MS = 6_000;
/** More candidates than any camera has; what follows is noise. */
const MAX_CANDIDATES = 128;

interface Pending {
  readonly sdp: Promise<string>;
  /** The offer's text went out; candidates may follow. */
  sent: boolean;
  answered(sdp: string): void;
  failed(failure: Failure): void;
}

export class MqttExchange implements Exchange {
  readonly kind = 'mqtt';
  readonly session = base64url.random(16);
  readonly #connection: MqttConnection;
  readonly #camera: Camera;
  readonly #events: ExchangeEvents;
  readonly #up: string;
  readonly #down: string;
  readonly #patienceMs: number | undefined;
  #pending: Pending | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #candidates = 0;
  #greeted = false;
  #closed = false;

  /** `patienceMs`: how long the first offer waits for the broker; undefined: as long as the connection tries. */
  constructor(connection: MqttConnection, topicPrefix: string, camera: Camera, events: ExchangeEvents, patienceMs: number | undefined) {
    this.#patienceMs = patienceMs;
    this.#connection = connection;
    this.#camera = camera;
    this.#events = events;
    const base = `${topicPrefix}/v1/${camera.id}/rtc/${this.session}`;
    this.#up = `${base}/up`;
    this.#down = `${base}/down`;
    connection.subscribe(this.#down, (text) => this.#receive(text), (failure) => this.#fail(failure));
  }

  get canRestart(): boolean {
    return this.#connection.connected && !this.#pending && !this.#closed;
  }

  offer(sdp: Promise<string>): Promise<string> {
    this.#events.step('broker', this.#connection.host);
    sdp.catch(() => {}); // Reported where it is awaited below.
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(this.#timer);
        if (this.#pending === pending) this.#pending = undefined;
      };
      const pending: Pending = {
        sdp,
        sent: false,
        answered: (answer) => (settle(), resolve(answer)),
        failed: (failure) => (settle(), reject(new FailureError(failure))),
      };
      this.#pending = pending;
      if (this.#patienceMs !== undefined) {
        this.#timer = setTimeout(() => pending.failed({ kind: 'no-broker', host: this.#connection.host, message: '' }), this.#patienceMs);
      }
      this.#ask(pending).catch((error: unknown) => pending.failed(failureOf(error)));
    });
  }

  candidate(candidate: RTCIceCandidate | null): void {
    this.#send({ type: 'candidate', candidate: candidate?.candidate ? candidate.toJSON() : null });
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pending?.failed({ kind: 'lost' });
    this.#connection.unsubscribe(this.#down);
    // A camera that never heard of this session need not hear of its end.
    if (this.#greeted) this.#connection.farewell(this.#up, message({ type: 'bye', reason }));
  }

  // What can be said is said before the broker has agreed to listen; if it does not, all of it was for nothing.
  async #ask(pending: Pending): Promise<void> {
    await this.#connection.speakable();
    if (this.#pending !== pending) return;
    this.#greet();
    // Without access control no nonce is needed: the offer follows the hello in the same breath.
    if (!this.#camera.credentials) void this.#sendOffer(pending, undefined);
    await this.#connection.ready();
    if (this.#pending !== pending) return;
    this.#events.step('camera', this.#connection.host);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => pending.failed({ kind: 'silent' }), ANSWER_TIMEOUT_MS);
  }

  #greet(): void {
    const nonce = base64url.random(16);
    const credentials = this.#camera.credentials;
    const proof = credentials && {
      viewer: credentials.viewer,
      mac: helloMac(credentials.secret, this.#camera.id, this.session, credentials.viewer, nonce),
    };
    this.#greeted = true;
    this.#send({ type: 'hello', nonce, ...proof });
  }

  async #sendOffer(pending: Pending, cameraNonce: string | undefined): Promise<void> {
    try {
      const sdp = await pending.sdp;
      if (this.#closed || this.#pending !== pending) return;
      const credentials = this.#camera.credentials;
      const proof = credentials && cameraNonce !== undefined && { mac: offerMac(credentials.secret, this.#camera.id, this.session, cameraNonce, sdp) };
      this.#send({ type: 'offer', sdp, ...proof });
      pending.sent = true;
    } catch (error) {
      pending.failed({ kind: 'error', message: error instanceof Error ? error.message : 'no offer' });
    }
  }

  #receive(text: string): void {
    const down = parseDown(text);
    if (down && !this.#closed) void this.#handle(down);
  }

  async #handle(down: Down): Promise<void> {
    const pending = this.#pending;
    switch (down.type) {
      case 'welcome':
        if (!pending) return;
        if (down.name) this.#events.named(down.name);
        if (this.#camera.credentials && !pending.sent) await this.#sendOffer(pending, down.nonce);
        this.#events.iceServers(down.iceServers);
        return;
      case 'answer':
        pending?.answered(down.sdp);
        return;
      case 'candidate':
        if (++this.#candidates <= MAX_CANDIDATES) this.#events.candidate(down.candidate);
        return;
      case 'bye':
        this.#fail({ kind: 'ended', reason: down.reason });
        return;
      case 'error':
        this.#refused(down.code, down.message);
        return;
    }
  }

  // A bad-request after the answer concerns one message, a candidate perhaps; the picture goes on.
  #refused(code: string, text: string): void {
    if (this.#pending || code !== 'bad-request') this.#fail(failureOfCode(code, text));
  }

  #fail(failure: Failure): void {
    if (this.#closed) return;
    if (this.#pending) this.#pending.failed(failure);
    else this.#events.ended(failure);
  }

  #send(members: Readonly<Record<string, unknown>>): void {
    this.#connection.publish(this.#up, message(members), (failure) => this.#fail(failure));
  }
}

function message(members: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ v: 1, ...members });
}
