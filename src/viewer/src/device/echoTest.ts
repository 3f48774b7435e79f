/** The connection test: messages that the camera returns on a data channel of their own, and how long each took. */
import { wallClock, type Clock } from '../mqtt/clock.ts';

const MESSAGES = 20;
const APART_MS = 50;
/** What has not returned by then is lost. */
const PATIENCE_MS = 2_000;

export interface EchoLine {
  readonly readyState: RTCDataChannelState;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: Event) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface EchoResult {
  readonly sent: number;
  readonly returned: number;
  /** Milliseconds; undefined when nothing returned. */
  readonly fastest: number | undefined;
  readonly median: number | undefined;
  readonly slowest: number | undefined;
}

/** Sends twenty messages and closes the line. Resolves always, at the latest a few seconds after the call. */
export function testEcho(line: EchoLine, now: () => number, clock: Clock = wallClock): Promise<EchoResult> {
  return new Promise((resolve) => {
    const sentAt: number[] = [];
    const times = new Map<number, number>();
    let stop = clock.after(PATIENCE_MS, finish);

    function finish(): void {
      stop();
      line.onopen = line.onmessage = line.onclose = null;
      line.close();
      const sorted = [...times.values()].sort((a, b) => a - b);
      resolve({ sent: sentAt.length, returned: sorted.length, fastest: sorted[0], median: sorted[sorted.length >> 1], slowest: sorted.at(-1) });
    }

    function next(): void {
      if (sentAt.length === MESSAGES) {
        stop = clock.after(PATIENCE_MS, finish);
        return;
      }
      stop = clock.after(APART_MS, next);
      sentAt.push(now());
      try {
        line.send(`echo ${sentAt.length - 1}`);
      } catch {
        finish();
      }
    }

    line.onmessage = ({ data }) => {
      const index = typeof data === 'string' ? Number(/^echo (\d{1,3})$/.exec(data)?.[1] ?? NaN) : NaN;
      const at = sentAt[index];
      if (at === undefined || times.has(index)) return;
      times.set(index, now() - at);
      if (times.size === MESSAGES) finish();
    };
    line.onclose = finish;
    const begin = (): void => {
      stop();
      next();
    };
    line.onopen = begin;
    if (line.readyState === 'open') begin();
    else if (line.readyState !== 'connecting') finish();
  });
}
