/** One session with the camera, from the offer to the farewell. It never comes back: the viewer starts another. */
import { answerIsPinned } from './fingerprint.ts';
import { FailureError, failureOf, isOfTheWay, type Failure } from './failure.ts';
import type { Peer } from './peer.ts';
import type { Exchange, ExchangeEvents, SignalingKind } from './signaling/exchange.ts';
import type { Way } from './signaling/signaling.ts';
import type { Step } from './state.ts';
import { unixNow, type Timings } from './timings.ts';

/** ICE gives up later than a person does. */
const CONNECT_TIMEOUT_MS = 12_000;
/** A short gap heals by itself more often than not (RFC 7675: consent is asked for every five seconds). */
const GRACE_MS = 1_500;
const RESTART_TIMEOUT_MS = 6_000;

export interface SessionEvents {
  step(step: Step, host: string): void;
  named(name: string): void;
  /** The answer is accepted: from here on the track may bring pictures. */
  track(track: MediaStreamTrack): void;
  connected(): void;
  /** The path is interrupted; the session tries to mend it. */
  interrupted(): void;
  /** The session is over; it has closed itself. */
  failed(failure: Failure): void;
}

export class Session {
  readonly timings: Timings;
  readonly #peer: Peer;
  readonly #pinned: string | undefined;
  readonly #events: SessionEvents;
  #exchange: Exchange | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connected = false;
  #restarted = false;
  /** The camera's session identifier in its answers (RFC 8866 §5.2). */
  #origin: string | undefined;
  #closed = false;

  constructor(peer: Peer, pinned: string | undefined, openedAt: number, events: SessionEvents) {
    this.#peer = peer;
    this.#pinned = pinned;
    this.#events = events;
    this.timings = { openedAt };
    peer.listen({
      candidate: (candidate) => this.#exchange?.candidate(candidate),
      connection: (state) => this.#connection(state),
    });
  }

  get name(): string | undefined {
    return this.#exchange?.session;
  }

  get signaling(): SignalingKind | undefined {
    return this.#exchange?.kind;
  }

  get peer(): Peer {
    return this.#peer;
  }

  get statistics(): Promise<RTCStatsReport> {
    return this.#peer.connection.getStats();
  }

  /** Tries one way to signal after the other; the offer is being made meanwhile. */
  async start(ways: readonly Way[]): Promise<void> {
    const offer = this.#peer.offer(false);
    offer.catch(() => {});
    try {
      await this.#signal(ways, offer);
      if (this.#closed) return;
      this.#events.track(this.#peer.track);
      if (!this.#connected) {
        this.#events.step('network', '');
        this.#watch(CONNECT_TIMEOUT_MS, { kind: 'no-path' });
      }
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  /** Asks for a new path in the same session (RFC 8445 §9), where signaling can carry it at this moment. */
  restart(): void {
    const exchange = this.#exchange;
    if (this.#closed || this.#restarted) return;
    if (!exchange?.canRestart) {
      this.#fail({ kind: 'lost' });
      return;
    }
    this.#restarted = true;
    this.#watch(RESTART_TIMEOUT_MS, { kind: 'lost' });
    this.#negotiate(exchange, this.#peer.offer(true)).catch((error: unknown) => this.#fail(failureOf(error)));
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#exchange?.close(reason);
    this.#peer.close();
  }

  async #signal(ways: readonly Way[], offer: Promise<string>): Promise<void> {
    let failure: Failure = { kind: 'refused', why: 'unsupported', message: 'no broker and no WHEP address is known' };
    for (const way of ways) {
      const exchange = (this.#exchange = way(this.#exchangeEvents()));
      try {
        return await this.#negotiate(exchange, offer);
      } catch (error) {
        failure = failureOf(error);
        if (this.#closed || !isOfTheWay(failure)) break;
        exchange.close('another way');
      }
    }
    throw new FailureError(failure);
  }

  async #negotiate(exchange: Exchange, offer: Promise<string>): Promise<void> {
    this.timings.offerAt ??= unixNow();
    const answer = await exchange.offer(offer);
    if (this.#closed) return;
    this.timings.answerAt ??= unixNow();
    if (this.#pinned !== undefined && !answerIsPinned(answer, this.#pinned)) throw impostor();
    // A camera that was restarted meanwhile knows nothing of this session's DTLS: it would answer, and no picture would come.
    const origin = originOf(answer);
    if (this.#origin !== undefined && origin !== this.#origin) throw new FailureError({ kind: 'lost' });
    this.#origin = origin;
    try {
      await this.#peer.answer(answer);
    } catch (error) {
      if (!this.#closed) throw new FailureError({ kind: 'refused', why: 'unsupported', message: failureMessage(error) });
    }
  }

  #exchangeEvents(): ExchangeEvents {
    return {
      step: (step, host) => this.#closed || this.#connected || this.#events.step(step, host),
      iceServers: (servers) => void this.#peer.gather(servers).catch((error: unknown) => this.#fail(failureOf(error))),
      candidate: (candidate) => void (this.#closed || this.#peer.add(candidate)),
      ended: (failure) => this.#fail(failure),
      named: (name) => this.#closed || this.#events.named(name),
    };
  }

  #connection(state: RTCPeerConnectionState): void {
    switch (state) {
      case 'connected':
        clearTimeout(this.#timer);
        this.#restarted = false;
        if (!this.#authentic()) this.#fail(impostor().failure);
        else {
          this.#connected = true;
          this.timings.connectedAt ??= unixNow();
          this.#events.connected();
        }
        return;
      case 'disconnected':
        this.#events.interrupted();
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.restart(), GRACE_MS);
        return;
      case 'failed':
        if (this.#connected) this.restart();
        else this.#fail({ kind: 'no-path' });
        return;
      case 'closed':
        // The camera closed DTLS: it stopped, or ended this session.
        this.#fail({ kind: 'lost' });
        return;
    }
  }

  // The description was checked already; this checks what DTLS really accepted.
  #authentic(): boolean {
    const seen = this.#peer.remoteFingerprint;
    return this.#pinned === undefined || seen === undefined || seen === this.#pinned;
  }

  #watch(milliseconds: number, failure: Failure): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(failure), milliseconds);
  }

  #fail(failure: Failure): void {
    if (this.#closed) return;
    this.close(failure.kind);
    this.#events.failed(failure);
  }
}

// RFC 3264 §8: a later description of one session differs from the earlier in the version alone.
function originOf(sdp: string): string {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? '';
}

function impostor(): FailureError {
  return new FailureError({ kind: 'refused', why: 'fingerprint', message: '' });
}

function failureMessage(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : '';
}
