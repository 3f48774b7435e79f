/** A data channel's page end, and what a camera would say on it. */
import type { Line } from '../../src/device/line.ts';

export class FakeLine implements Line {
  readyState: RTCDataChannelState = 'connecting';
  binaryType: BinaryType = 'blob';
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: Event) => void) | null = null;
  readonly sent: string[] = [];

  send(text: string): void {
    if (this.readyState !== 'open') throw new Error('not open');
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 'closed';
    this.onclose?.({} as Event);
  }

  open(): this {
    this.readyState = 'open';
    this.onopen?.({} as Event);
    return this;
  }

  receive(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  answer(members: Readonly<Record<string, unknown>>): void {
    this.receive(JSON.stringify({ jsonrpc: '2.0', ...members }));
  }

  piece(...bytes: number[]): void {
    this.receive(Uint8Array.from(bytes).buffer);
  }

  /** The last request. */
  get request(): Readonly<Record<string, unknown>> {
    return JSON.parse(this.sent.at(-1) ?? '{}') as Readonly<Record<string, unknown>>;
  }
}
