/** The data channel `control` (contract §7): JSON-RPC 2.0 with ids, timeouts, notifications, and answers that bytes follow. */
import { integer, object, string, type JsonObject } from '../json.ts';
import { wallClock, type Clock } from '../mqtt/clock.ts';
import type { Line } from './line.ts';
import { RpcCode, RpcError } from './rpcError.ts';
import { parseRpc } from './rpcMessage.ts';

const ANSWER_TIMEOUT_MS = 8_000;
/** Without another piece for this long, the rest does not come. */
const PIECE_TIMEOUT_MS = 10_000;
/** The camera refuses more at a time. */
const MAX_WAITING = 24;
/** A clip of some minutes; more is not kept in a page's memory. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface ControlEvents {
  opened(): void;
  closed(): void;
  notified(method: string, params: JsonObject): void;
}

export interface Download {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

interface Waiting {
  readonly wantsBytes: boolean;
  answer(result: unknown): void;
  fail(error: RpcError): void;
}

/** The answer that the binary messages belong to which come now: the channel is ordered, and the camera answers one call after the other. */
interface Arriving {
  readonly download: Download;
  filled: number;
  stop: () => void;
  readonly done: (download: Download) => void;
  readonly fail: (error: RpcError) => void;
}

export class ControlChannel {
  readonly #line: Line;
  readonly #clock: Clock;
  readonly #events: ControlEvents;
  readonly #waiting = new Map<number, Waiting>();
  #arriving: Arriving | undefined;
  #lastId = 0;
  #closed = false;

  constructor(line: Line, events: ControlEvents, clock: Clock = wallClock) {
    this.#line = line;
    this.#events = events;
    this.#clock = clock;
    line.binaryType = 'arraybuffer';
    line.onmessage = (event) => this.#receive(event.data);
    line.onclose = () => this.close();
    line.onopen = () => this.#closed || events.opened();
    if (line.readyState === 'open') queueMicrotask(() => this.#closed || events.opened());
    else if (line.readyState !== 'connecting') queueMicrotask(() => this.close());
  }

  get isOpen(): boolean {
    return !this.#closed && this.#line.readyState === 'open';
  }

  /** Resolves with the answer's result; rejects with RpcError. */
  call(method: string, params?: JsonObject): Promise<unknown> {
    return this.#request(method, params, false);
  }

  /** Calls a method that answers with bytes. Rejects with RpcError. */
  async download(method: string, params?: JsonObject): Promise<Download> {
    return (await this.#request(method, params, true)) as Download;
  }

  /** Every call that waits is told. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#line.onmessage = this.#line.onclose = this.#line.onopen = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#endArrival()?.fail(new RpcError('closed'));
    for (const one of waiting) one.fail(new RpcError('closed'));
    this.#events.closed();
  }

  #request(method: string, params: JsonObject | undefined, wantsBytes: boolean): Promise<unknown> {
    if (!this.isOpen) return Promise.reject(new RpcError('closed'));
    if (this.#waiting.size >= MAX_WAITING) return Promise.reject(new RpcError('answered', RpcCode.busy));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(ANSWER_TIMEOUT_MS, () => this.#take(id)?.fail(new RpcError('timeout')));
      this.#waiting.set(id, {
        wantsBytes,
        answer: (result) => (stop(), resolve(result)),
        fail: (error) => (stop(), reject(error)),
      });
      try {
        this.#line.send(JSON.stringify({ jsonrpc: '2.0', id, method, ...(params && { params }) }));
      } catch {
        // The line closed a moment ago and has not said so yet.
        this.#take(id)?.fail(new RpcError('closed'));
      }
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) this.#receivePiece(new Uint8Array(data));
    else if (typeof data === 'string') this.#receiveText(data);
  }

  #receiveText(text: string): void {
    const message = parseRpc(text);
    if (!message) return;
    if (message.kind === 'notification') {
      this.#events.notified(message.method, message.params);
      return;
    }
    // An error that belongs to no call: the timeout tells whose it was.
    if (message.id === undefined) return;
    const announced = message.kind === 'result' ? announcement(message.result) : undefined;
    // The next answer begins: what was still missing of the last one's bytes does not come any more.
    this.#endArrival()?.fail(new RpcError('malformed'));
    const waiting = this.#take(message.id);
    if (!waiting) return;
    if (message.kind === 'error') waiting.fail(new RpcError('answered', message.code, message.message));
    else if (!waiting.wantsBytes) waiting.answer(message.result);
    else if (!announced) waiting.fail(new RpcError('malformed'));
    else this.#arrive(announced, waiting);
  }

  #arrive({ bytes, contentType }: { bytes: number; contentType: string }, waiting: Waiting): void {
    const download = { bytes: new Uint8Array(bytes), contentType };
    if (bytes === 0) {
      waiting.answer(download);
      return;
    }
    this.#arriving = { download, filled: 0, stop: this.#pieceTimer(), done: waiting.answer, fail: waiting.fail };
  }

  #receivePiece(piece: Uint8Array): void {
    const arriving = this.#arriving;
    if (!arriving) return;
    arriving.stop();
    if (piece.length > arriving.download.bytes.length - arriving.filled) {
      this.#endArrival()?.fail(new RpcError('malformed'));
      return;
    }
    arriving.download.bytes.set(piece, arriving.filled);
    arriving.filled += piece.length;
    if (arriving.filled === arriving.download.bytes.length) this.#endArrival()?.done(arriving.download);
    else arriving.stop = this.#pieceTimer();
  }

  #pieceTimer(): () => void {
    return this.#clock.after(PIECE_TIMEOUT_MS, () => this.#endArrival()?.fail(new RpcError('timeout')));
  }

  #endArrival(): Arriving | undefined {
    const arriving = this.#arriving;
    arriving?.stop();
    this.#arriving = undefined;
    return arriving;
  }
}

function announcement(result: unknown): { bytes: number; contentType: string } | undefined {
  const members = object(result);
  const bytes = integer(members?.['bytes'], 0, MAX_BYTES);
  const contentType = string(members?.['contentType'], 64, /^[a-z]+\/[a-z0-9.+-]+$/);
  return bytes === undefined || contentType === undefined ? undefined : { bytes, contentType };
}
