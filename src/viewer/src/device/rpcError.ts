/** Why a call to the camera came to nothing. */

/** JSON-RPC 2.0 §5.1, and the contract's own (§7). */
export const RpcCode = {
  methodNotFound: -32601,
  busy: -32000,
  forbidden: -32001,
  unavailable: -32002,
} as const;

export type RpcFailure = 'answered' | 'closed' | 'timeout' | 'malformed';

export class RpcError extends Error {
  readonly failure: RpcFailure;
  /** What the camera answered; 0 where it did not. */
  readonly code: number;

  constructor(failure: RpcFailure, code = 0, message = '') {
    super(message || failure);
    this.failure = failure;
    this.code = code;
  }

  /** As a person reads it: what happened, and what to do. */
  get words(): string {
    switch (this.failure) {
      case 'closed':
        return 'The connection to the camera is interrupted';
      case 'timeout':
        return 'The camera did not answer in time';
      case 'malformed':
        return 'The camera gave an answer that cannot be understood';
      case 'answered':
        return this.#answer();
    }
  }

  #answer(): string {
    switch (this.code) {
      case RpcCode.forbidden:
        return 'This pairing may watch, but not control';
      case RpcCode.methodNotFound:
        return 'This camera cannot do that';
      case RpcCode.busy:
        return 'The camera has too much to do right now';
      default:
        return this.message === 'answered' ? 'The camera refused' : this.message;
    }
  }
}

export function wordsOf(error: unknown): string {
  return error instanceof RpcError ? error.words : 'Something went wrong';
}
