/** One session's data channels: what the camera has and knows, kept up to date, and ways to change it. Begins with the first picture. */
import type { JsonObject } from '../json.ts';
import { ControlChannel, type Download } from './controlChannel.ts';
import type { Line } from './line.ts';
import { RpcError } from './rpcError.ts';
import { changed, parseStatus, type Status } from './status.ts';
import { parseTelemetry, type Telemetry } from './telemetry.ts';

export interface DeviceLinkEvents {
  /** The channel opened or closed, or the status changed. */
  changed(): void;
}

export class DeviceLink {
  readonly #control: ControlChannel;
  readonly #telemetryLine: Line;
  readonly #events: DeviceLinkEvents;
  #status: Status | undefined;
  #telemetry: Telemetry | undefined;
  #asked = 0;

  constructor(control: Line, telemetry: Line, events: DeviceLinkEvents) {
    this.#events = events;
    this.#telemetryLine = telemetry;
    telemetry.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#telemetry = parseTelemetry(data) ?? this.#telemetry;
    };
    this.#control = new ControlChannel(control, {
      opened: () => void this.refresh(),
      closed: () => events.changed(),
      notified: (method, params) => this.#notified(method, params),
    });
  }

  get isOpen(): boolean {
    return this.#control.isOpen;
  }

  /** Undefined until the camera has said it. */
  get status(): Status | undefined {
    return this.#status;
  }

  get telemetry(): Telemetry | undefined {
    return this.#telemetry;
  }

  get mayControl(): boolean {
    return this.#status?.rights.includes('control') ?? false;
  }

  /** Rejects with RpcError. */
  async call(method: string, params?: JsonObject): Promise<void> {
    await this.#control.call(method, params);
  }

  snapshot(): Promise<Download> {
    return this.#control.download('snapshot.take');
  }

  /** Asks for the whole status anew. What was asked last counts, whatever answers first. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const status = parseStatus(await this.#control.call('status.get'));
      if (!status || asked !== this.#asked) return;
      this.#status = status;
      this.#events.changed();
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      // The picture needs no status: what cannot be shown stays out of sight.
    }
  }

  close(): void {
    this.#telemetryLine.onmessage = null;
    this.#control.close();
  }

  #notified(method: string, params: JsonObject): void {
    const before = this.#status;
    if (!before) return;
    this.#status = changed(before, method, params);
    // What the camera can be set to depends on the camera that runs.
    if (method === 'camera.changed') void this.refresh();
    if (this.#status !== before) this.#events.changed();
  }
}
