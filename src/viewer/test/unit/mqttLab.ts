/** A broker's end of a WebSocket and a clock that a test moves: no network, no waiting. */
import type { Clock } from '../../src/mqtt/clock.ts';
import type { Socket } from '../../src/mqtt/mqttClient.ts';

export class FakeSocket implements Socket {
  binaryType = '';
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  closed = false;
  readonly #sent: string[] = [];

  send(bytes: Uint8Array): void {
    this.#sent.push(Buffer.from(bytes).toString('hex'));
  }

  close(): void {
    this.closed = true;
  }

  /** What was sent since the last look: each packet's first byte, as hex. */
  takeTypes(): string[] {
    return this.take().map((packet) => packet.slice(0, 2));
  }

  take(): string[] {
    return this.#sent.splice(0);
  }

  open(): void {
    this.onopen?.({} as Event);
  }

  /** The broker sends this, in hex. */
  receive(...packets: string[]): void {
    const bytes = Buffer.from(packets.join('').replaceAll(' ', ''), 'hex');
    this.onmessage?.({ data: Uint8Array.from(bytes).buffer } as MessageEvent);
  }

  receiveText(): void {
    this.onmessage?.({ data: 'text' } as MessageEvent);
  }

  /** The other side is gone. */
  drop(): void {
    this.closed = true;
    this.onclose?.({} as CloseEvent);
  }
}

export class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; act: () => void }[] = [];

  after(milliseconds: number, act: () => void): () => void {
    const timer = { at: this.#now + milliseconds, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.act();
    }
    this.#now = end;
  }
}

export const CONNACK = '20 03 00 00 00';
