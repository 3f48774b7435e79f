/** The fake camera's data channels (contract §7): lamps, sensors and settings to play with, telemetry, and an echo. */
import { object } from '../../src/json.ts';

export interface FakeBody {
  picture(): Promise<Blob | null>;
  switchOff(): void;
  pause(paused: boolean): void;
}

const PIECE = 16 * 1024;

export class FakeDevice {
  rights = ['view', 'talk', 'control'];
  outputs: Record<string, boolean | null> = { relay: false, 'ir-led': true };
  inputs: Record<string, boolean | null> = { pir: false, doorbell: false };
  sensors: Record<string, { value: number | null; unit: string }> = { 'soc-temperature': { value: 48.31, unit: '°C' }, humidity: { value: 52, unit: '%' } };
  controls: { name: string; kind: string; value: unknown; [more: string]: unknown }[] = [
    { name: 'brightness', kind: 'integer', value: 52, min: 0, max: 100, step: 1 },
    { name: 'exposure', kind: 'number', value: 8.3, min: 0.1, max: 33, step: 0.1, unit: 'ms' },
    { name: 'rotation', kind: 'menu', value: '0', options: ['0', '90', '180', '270'] },
    { name: 'horizontal-flip', kind: 'boolean', value: false },
  ];
  telemetry: Record<string, unknown> = {};
  /** Takes no snapshots, as a camera that has no JPEG coder. */
  hasSnapshots = true;
  /** What viewers called, in order. */
  readonly called: string[] = [];
  readonly #control = new Set<RTCDataChannel>();

  reset(): void {
    this.rights = ['view', 'talk', 'control'];
    this.outputs = { relay: false, 'ir-led': true };
    this.telemetry = {};
    this.hasSnapshots = true;
    this.called.length = 0;
  }

  serve(connection: RTCPeerConnection, body: FakeBody): void {
    connection.ondatachannel = ({ channel }) => {
      channel.binaryType = 'arraybuffer';
      if (channel.label === 'echo') channel.onmessage = ({ data }) => channel.send(data as string);
      else if (channel.label === 'telemetry') this.#tell(channel);
      else if (channel.label === 'control') {
        this.#control.add(channel);
        channel.onclose = () => this.#control.delete(channel);
        channel.onmessage = ({ data }) => void this.#call(channel, String(data), body);
      } else channel.close();
    };
  }

  notify(method: string, params: Readonly<Record<string, unknown>>): void {
    for (const channel of this.#control) if (channel.readyState === 'open') channel.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  input(name: string, on: boolean): void {
    this.inputs[name] = on;
    this.notify('input.changed', { name, on });
  }

  #tell(channel: RTCDataChannel): void {
    const timer = setInterval(() => {
      if (channel.readyState !== 'open') return;
      const pair = { local: 'host', remote: 'host' };
      channel.send(JSON.stringify({ rtt: 1.2, loss: 0, estimate: 4200, target: 1800, sent: 1650, retransmissions: 0, delay: 14.2, pair, ...this.telemetry }));
    }, 250);
    channel.onclose = () => clearInterval(timer);
  }

  async #call(channel: RTCDataChannel, text: string, body: FakeBody): Promise<void> {
    const request = object(JSON.parse(text)) ?? {};
    const method = String(request['method']);
    const params = object(request['params']) ?? {};
    this.called.push(method);
    const answer = (members: Readonly<Record<string, unknown>>) => channel.send(JSON.stringify({ jsonrpc: '2.0', id: request['id'], ...members }));
    const done = (result: unknown = {}) => answer({ result });
    const refuse = (code: number, message: string) => answer({ error: { code, message } });
    if (/^(output|control|camera)\./.test(method) && !this.rights.includes('control')) return refuse(-32001, 'This viewer has not the right "control".');
    switch (method) {
      case 'status.get':
        return done(this.#status());
      case 'stream.pause':
      case 'stream.resume':
        body.pause(method === 'stream.pause');
        return done();
      case 'output.set':
        this.outputs[String(params['name'])] = params['on'] === true;
        done();
        return this.notify('output.changed', { name: params['name'], on: params['on'] });
      case 'control.set': {
        const control = this.controls.find((one) => one.name === params['name']);
        if (!control) return refuse(-32602, 'There is no such control.');
        control.value = params['value'];
        return done();
      }
      case 'camera.set':
        done();
        setTimeout(() => body.switchOff(), 20);
        return;
      case 'snapshot.take': {
        const picture = this.hasSnapshots ? await body.picture() : null;
        if (!picture) return refuse(-32002, 'The camera has no JPEG coder.');
        const bytes = await picture.arrayBuffer();
        done({ bytes: bytes.byteLength, contentType: 'image/jpeg' });
        for (let at = 0; at < bytes.byteLength; at += PIECE) channel.send(bytes.slice(at, at + PIECE));
        return;
      }
      default:
        return refuse(-32601, `There is no method ${method}.`);
    }
  }

  #status(): unknown {
    return {
      device: { id: 'front-door', name: 'Front door', version: '1.0.0' },
      camera: { on: true, source: 'test', state: 'running', width: 1280, height: 720, frameRate: 30, controls: this.controls },
      inputs: this.inputs, outputs: this.outputs, sensors: this.sensors, viewers: this.#control.size, rights: this.rights,
    };
  }
}
