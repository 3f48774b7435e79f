/** Why there is no picture. Every way to fail is one of these; state.ts says each in words. */

export type Refusal = 'unauthorized' | 'forbidden' | 'fingerprint' | 'broker' | 'unsupported';

export type Failure =
  /** Asking again will not help until somebody changes something. `message`: the other side's own words. */
  | { readonly kind: 'refused'; readonly why: Refusal; readonly message: string }
  /** As many viewers as the camera serves. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number | undefined }
  /** `known`: the camera's privacy switch is off; otherwise the camera said only that it has no picture. */
  | { readonly kind: 'camera-off'; readonly known: boolean; readonly message: string }
  /** The broker says that the camera is not connected. */
  | { readonly kind: 'offline' }
  /** `message`: what the broker said, or how it failed; empty when nothing is there. */
  | { readonly kind: 'no-broker'; readonly host: string; readonly message: string }
  /** The camera's own address does not answer. */
  | { readonly kind: 'unreachable'; readonly host: string }
  /** Asked, and nothing came back. */
  | { readonly kind: 'silent' }
  /** Signaling worked; no path for the media was found. */
  | { readonly kind: 'no-path' }
  /** The connection that carried the picture is gone. */
  | { readonly kind: 'lost' }
  /** Connected, and no pictures. */
  | { readonly kind: 'stalled' }
  /** The camera ended the session. */
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'error'; readonly message: string };

export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
}

/** Whether it is the way that failed and not the camera: another way may still lead there. */
export function isOfTheWay(failure: Failure): boolean {
  return failure.kind === 'no-broker' || (failure.kind === 'refused' && failure.why === 'broker');
}

/** The codes of an `error` message over MQTT (contract §4). */
export function failureOfCode(code: string, message: string): Failure {
  switch (code) {
    case 'unauthorized':
    case 'forbidden':
    case 'unsupported':
      return { kind: 'refused', why: code, message };
    case 'busy':
      return { kind: 'busy', retryAfterMs: undefined };
    case 'unavailable':
      return { kind: 'camera-off', known: false, message };
    default:
      return { kind: 'error', message };
  }
}

/** How long to wait at least, in milliseconds, where hurrying would only be a nuisance. */
export function patience(failure: Failure): number {
  switch (failure.kind) {
    case 'refused':
      return 60_000;
    case 'busy':
      return Math.min(Math.max(failure.retryAfterMs ?? 5_000, 1_000), 60_000);
    case 'camera-off':
      return 5_000;
    case 'offline':
      return 10_000;
    default:
      return 0;
  }
}
