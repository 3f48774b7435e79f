/** What a session needs of signaling, whichever way the messages travel. */
import type { Failure } from '../failure.ts';
import type { Step } from '../state.ts';

export type SignalingKind = 'mqtt' | 'whep';

export interface ExchangeEvents {
  /** What the exchange waits for now; `host` is whom it waits for. */
  step(step: Step, host: string): void;
  /** The servers to gather with. Comes before the answer, if at all, once the offer is on its way. */
  iceServers(servers: readonly RTCIceServer[]): void;
  /** A candidate of the camera; null ends them. */
  candidate(candidate: RTCIceCandidateInit | null): void;
  /** The camera ended the session, or refused something after the answer. */
  ended(failure: Failure): void;
  /** The camera's name as it calls itself. */
  named(name: string): void;
}

/** One session's signaling. Nothing is reported after `close`. */
export interface Exchange {
  readonly kind: SignalingKind;
  readonly session: string;
  /** Whether a second offer in the same session (an ICE restart) can be sent at this moment. */
  readonly canRestart: boolean;
  /** Sends the offer as soon as the way is open and resolves with the answer's SDP; rejects with FailureError. */
  offer(sdp: Promise<string>): Promise<string>;
  /** A candidate of this browser; null ends them. May be called from the offer on. */
  candidate(candidate: RTCIceCandidate | null): void;
  /** Takes leave of the camera, so that no ghost stays; works while the page is being closed. */
  close(reason: string): void;
}
