/** A real mosquitto of our own, WebSockets on loopback, ended with the test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Broker {
  readonly #directory = mkdtempSync(join(tmpdir(), 'camagent-broker-'));
  /** Whether it lets in who has no password, from the next start on. */
  anonymous = true;
  #process: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<Broker> {
    const broker = new Broker(await freePort());
    await broker.start();
    return broker;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const configuration = join(this.#directory, 'mosquitto.conf');
    // mosquitto 2.0.11 counts only TCP and local listeners: with WebSockets alone it says that there is none and exits.
    writeFileSync(configuration, `listener ${this.port} 127.0.0.1\nprotocol websockets\nlistener 0 ${join(this.#directory, 'broker.sock')}\nallow_anonymous ${this.anonymous}\npersistence false\nuser root\nlog_type error\n`);
    this.#process = spawn('/usr/sbin/mosquitto', ['-c', configuration], { stdio: 'ignore' });
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await accepts(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('mosquitto did not start');
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process || process.exitCode !== null) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
