/**
 * One connection to a broker, over a WebSocket (MQTT 5 or 3.1.1): a clean start, QoS 1 both ways, no session that outlives it.
 * It does not come back by itself; mqttConnection.ts does that.
 */
import type { Clock } from './clock.ts';
import type { Packet } from './packets.ts';
import { PacketReader } from './packetReader.ts';
import { connect, disconnect, pingreq, puback, publish, subscribe, unsubscribe, type ConnectFields, type Version } from './packetWriter.ts';
import { reasonWords } from './reasonCodes.ts';

/** What is used of a WebSocket. */
export interface Socket {
  binaryType: string;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface Settings extends ConnectFields {
  readonly version: Version;
  /** From the beginning to CONNACK. */
  readonly connectTimeoutMs: number;
  /** After so long a message that nobody fetched is worth nothing (MQTT 5). */
  readonly expirySeconds: number;
}

export interface End {
  /** How far it had come: the socket opened, the broker said yes. */
  readonly reached: 'nothing' | 'socket' | 'broker';
  /** The broker's reason code, if it gave one; ours, if we left because of what it sent. */
  readonly code: number | undefined;
  readonly words: string;
}

export interface ClientEvents {
  /** CONNECT is on its way. MQTT 5 §3.1.4: other packets may follow it at once, and are worth nothing if the broker then says no. */
  opened(): void;
  /** The broker said yes. */
  accepted(): void;
  message(topic: string, payload: Uint8Array): void;
  /** It is over. Called once, and not after `close`. */
  ended(end: End): void;
}

interface Outgoing {
  readonly topic: string;
  readonly text: string;
  readonly answered: (code: number) => void;
}

interface Unanswered {
  readonly isPublish: boolean;
  readonly answered: (codes: readonly number[]) => void;
}

/** Until the broker has said how many messages it takes at once (§3.2.2.3.3): a hello and an offer. */
const AT_ONCE_BEFORE_CONNACK = 2;
/** However many more the broker would take. */
const AT_ONCE = 64;
/** More than a session ever says at once; what goes beyond is dropped. */
const MAX_OUTBOX = 128;
const PROTOCOL_ERROR = 0x82;
const CLOSED = { opening: 'nothing answers', connecting: 'it hung up', accepted: 'the connection was lost', ended: '' } as const;

export class MqttClient {
  readonly #socket: Socket;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #events: ClientEvents;
  readonly #reader: PacketReader;
  /** What waits for an acknowledgement, by packet identifier. */
  readonly #unanswered = new Map<number, Unanswered>();
  readonly #outbox: Outgoing[] = [];
  #state: 'opening' | 'connecting' | 'accepted' | 'ended' = 'opening';
  #lastId = 0;
  #inFlight = 0;
  #atOnce = AT_ONCE_BEFORE_CONNACK;
  #pingUnanswered = false;
  #stopTimer: () => void;

  /** `socket` is new: not open yet. */
  constructor(socket: Socket, settings: Settings, clock: Clock, events: ClientEvents) {
    this.#socket = socket;
    this.#settings = settings;
    this.#clock = clock;
    this.#events = events;
    this.#reader = new PacketReader(settings.version, settings.maximumPacketSize);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = () => this.#end(undefined, CLOSED[this.#state]);
    this.#stopTimer = clock.after(settings.connectTimeoutMs, () => this.#end(undefined, 'it does not answer in time'));
  }

  /** Whether the broker has said yes. */
  get isAccepted(): boolean {
    return this.#state === 'accepted';
  }

  /**
   * A message at QoS 1: on the wire when this returns, unless as many as the broker takes at once are on their way.
   * `answered` hears the reason code. Before `opened`, and when too much is waiting, the message is dropped.
   */
  publish(topic: string, text: string, answered: (code: number) => void = () => {}): void {
    if (!this.#isOpen) return;
    if (this.#inFlight < this.#atOnce) this.#publish({ topic, text, answered });
    else if (this.#outbox.length < MAX_OUTBOX) this.#outbox.push({ topic, text, answered });
  }

  /** `answered` hears the reason code of each filter (§3.9.3). */
  subscribe(filters: readonly string[], answered: (codes: readonly number[]) => void): void {
    if (!this.#isOpen || filters.length === 0) return;
    this.#socket.send(subscribe(this.#settings.version, this.#expect({ isPublish: false, answered }), filters));
  }

  unsubscribe(filters: readonly string[]): void {
    if (!this.#isOpen || filters.length === 0) return;
    this.#socket.send(unsubscribe(this.#settings.version, this.#expect({ isPublish: false, answered: () => {} }), filters));
  }

  /** Says goodbye and ends; nothing is reported any more. */
  close(): void {
    if (this.#isOpen) this.#socket.send(disconnect(this.#settings.version));
    this.#shut();
  }

  get #isOpen(): boolean {
    return this.#state === 'connecting' || this.#state === 'accepted';
  }

  #opened(): void {
    this.#state = 'connecting';
    this.#socket.send(connect(this.#settings.version, this.#settings));
    this.#events.opened();
  }

  #received(data: unknown): void {
    // §6.0: data frames are binary; on anything else the connection is to be closed.
    if (!(data instanceof ArrayBuffer)) {
      this.#leave(PROTOCOL_ERROR);
      return;
    }
    this.#reader.push(new Uint8Array(data));
    while (this.#isOpen) {
      const packet = this.#reader.next();
      if (!packet) break;
      this.#handle(packet);
    }
    if (this.#isOpen && this.#reader.failure !== undefined) this.#leave(this.#reader.failure);
  }

  #handle(packet: Packet): void {
    switch (packet.type) {
      case 'connack':
        if (this.#state === 'accepted') this.#leave(PROTOCOL_ERROR);
        else if (packet.code !== 0) this.#end(packet.code, packet.properties.reasonString || reasonWords(packet.code));
        else this.#accepted(packet.properties.serverKeepAlive, packet.properties.receiveMaximum);
        return;
      case 'disconnect':
        this.#end(packet.code, packet.properties.reasonString || reasonWords(packet.code));
        return;
    }
    // §3.2: CONNACK is the first packet from the server.
    if (this.#state !== 'accepted') {
      this.#leave(PROTOCOL_ERROR);
      return;
    }
    switch (packet.type) {
      case 'publish':
        if (packet.id !== undefined) this.#socket.send(puback(packet.id));
        this.#events.message(packet.topic, packet.payload);
        return;
      case 'puback':
        this.#acknowledged(packet.id, [packet.code], true);
        return;
      case 'suback':
      case 'unsuback':
        this.#acknowledged(packet.id, packet.codes, false);
        return;
      case 'pingresp':
        this.#pingUnanswered = false;
        return;
    }
  }

  #accepted(keepAliveSeconds = this.#settings.keepAliveSeconds, receiveMaximum = 0xffff): void {
    this.#state = 'accepted';
    this.#stopTimer();
    this.#atOnce = Math.min(receiveMaximum, AT_ONCE);
    // §3.1.2.10: zero turns it off; a client may still ask, and this one wants to know.
    this.#keepAlive((keepAliveSeconds || this.#settings.keepAliveSeconds) * 500);
    this.#events.accepted();
    this.#drainOutbox();
  }

  /** Asks at every half of the keep-alive time. An answer that has not come by the next is none: the way is dead, whatever the socket believes. */
  #keepAlive(interval: number): void {
    this.#stopTimer = this.#clock.after(interval, () => {
      if (this.#pingUnanswered) {
        this.#end(undefined, 'it stopped answering');
        return;
      }
      this.#pingUnanswered = true;
      this.#socket.send(pingreq());
      this.#keepAlive(interval);
    });
  }

  #publish({ topic, text, answered }: Outgoing): void {
    this.#inFlight++;
    const id = this.#expect({ isPublish: true, answered: ([code = 0]) => answered(code) });
    this.#socket.send(publish(this.#settings.version, id, topic, text, this.#settings.expirySeconds));
  }

  #drainOutbox(): void {
    while (this.#isOpen && this.#inFlight < this.#atOnce) {
      const next = this.#outbox.shift();
      if (!next) return;
      this.#publish(next);
    }
  }

  // §2.2.1: an identifier that is in use is not taken again.
  #expect(unanswered: Unanswered): number {
    do this.#lastId = (this.#lastId % 0xffff) + 1;
    while (this.#unanswered.has(this.#lastId));
    this.#unanswered.set(this.#lastId, unanswered);
    return this.#lastId;
  }

  #acknowledged(id: number, codes: readonly number[], isPublish: boolean): void {
    const unanswered = this.#unanswered.get(id);
    // An answer to nothing, from a broker that answers twice perhaps, harms nobody.
    if (unanswered?.isPublish !== isPublish) return;
    this.#unanswered.delete(id);
    if (isPublish) this.#inFlight--;
    unanswered.answered(codes);
    this.#drainOutbox();
  }

  /** Because of what the broker sent. */
  #leave(code: number): void {
    this.#socket.send(disconnect(this.#settings.version, code));
    this.#end(code, code === PROTOCOL_ERROR ? 'it broke the protocol' : 'it sent what cannot be read');
  }

  #end(code: number | undefined, words: string): void {
    if (this.#state === 'ended') return;
    const reached = this.#state === 'accepted' ? 'broker' : this.#state === 'connecting' ? 'socket' : 'nothing';
    this.#shut();
    this.#events.ended({ reached, code, words });
  }

  #shut(): void {
    this.#state = 'ended';
    this.#stopTimer();
    this.#unanswered.clear();
    this.#outbox.length = 0;
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
