/** Everything a test of the running page needs: the built page, a server, a broker, a camera, and Chromium. */
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { encode } from '../../src/base64url.ts';
import type { Probe } from '../../src/probe.ts';
import type { StateKind } from '../../src/state.ts';
import { Broker } from './broker.ts';
import type { FakeCamera } from './fakeCamera.ts';
import { PageServer } from './server.ts';

export const SECRET = encode(Uint8Array.from({ length: 32 }, (_, i) => i));
const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
];

export class Lab {
  readonly broker: Broker;
  readonly server: PageServer;
  /** Whether WHEP answers a restart. */
  canRestart = true;
  readonly #directory: string;
  readonly #browser: Browser;
  readonly #camera: Page;
  readonly #contexts: BrowserContext[] = [];

  private constructor(directory: string, broker: Broker, server: PageServer, browser: Browser, camera: Page) {
    this.#directory = directory;
    this.broker = broker;
    this.server = server;
    this.#browser = browser;
    this.#camera = camera;
  }

  static async start(): Promise<Lab> {
    const directory = mkdtempSync(join(tmpdir(), 'camagent-page-'));
    const broker = await Broker.start();
    const server = await PageServer.start(join(directory, 'wwwroot'));
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
    const context = await browser.newContext({ bypassCSP: true });
    const lab = new Lab(directory, broker, server, browser, await context.newPage());
    try {
      await lab.#prepare();
      return lab;
    } catch (error) {
      await lab.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
    await this.server.dispose();
    await this.broker.dispose();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    execFileSync(process.execPath, ['build.mjs', this.server.root], { stdio: 'ignore' });
    const bundle = await build({ entryPoints: ['test/lab/fakeCamera.ts'], bundle: true, format: 'iife', platform: 'browser', write: false, logLevel: 'warning' });
    await this.#camera.goto(`${this.server.url}camera`);
    await this.#camera.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
    this.#serveWhep();
  }

  /** Puts the camera on the broker. With `viewer` only that one may watch. */
  async camera(viewer = ''): Promise<void> {
    await this.tell((camera, options) => (camera.kill(), (camera.mood = 'kind'), camera.start(options)), { url: this.broker.url, id: 'front-door', name: 'Front door', viewer, secret: SECRET });
    await this.tell((camera) => camera.switch(true));
    this.origin({ accessRequired: viewer !== '' });
  }

  origin(changes: Readonly<Record<string, unknown>> = {}): void {
    this.server.viewerJson = {
      v: 1, id: 'front-door', name: 'Front door', version: '1.0.0', signaling: ['mqtt', 'whep'], mqtt: this.broker.url, topicPrefix: 'camagent', accessRequired: false, demo: true, ...changes,
    };
  }

  /** Runs something in the fake camera. */
  tell<T, A = undefined>(act: (camera: FakeCamera, argument: A) => T | Promise<T>, argument?: A): Promise<T> {
    return this.#camera.evaluate(`(async () => (${act.toString()})(window.fakeCamera, ${JSON.stringify(argument)}))()`) as Promise<T>;
  }

  /** The hash of a pairing link for this camera. */
  async pairing(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const fingerprint = await this.tell((camera) => camera.fingerprint);
    const link = { v: 1, id: 'front-door', name: 'Front door', fingerprint, viewer: 'alice', secret: SECRET, mqtt: this.broker.url, topicPrefix: 'camagent', ...changes };
    return `#pair=${encode(new TextEncoder().encode(JSON.stringify(link)))}`;
  }

  /** A viewer's browser of its own. Its errors on the console fail the test that made it. */
  async viewer(address = '', options: BrowserContextOptions = {}): Promise<Viewing> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
    this.#contexts.push(context);
    const page = await context.newPage();
    const viewing = new Viewing(page, context);
    await page.addInitScript(`window.RTCPeerConnection = class extends RTCPeerConnection { constructor(...all) { super(...all); window.lastPeer = this; } }`);
    await page.goto(this.server.url + address);
    return viewing;
  }

  /** Closes every viewer of the test that ends. */
  async clear(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
    this.server.requests.length = 0;
    this.canRestart = true;
    await this.tell((camera) => {
      camera.frozen = false;
      camera.vanish();
      camera.heard.length = 0;
      camera.device.reset();
    });
  }

  #serveWhep(): void {
    this.server.whep = async ({ method, path, headers, body }) => {
      const session = path.split('/')[2] ?? '';
      const mood = await this.tell((camera) => camera.mood);
      if (mood === 'busy') return { status: 503, headers: { 'Retry-After': '4' } };
      if (method === 'POST') {
        if (headers.authorization !== undefined && headers.authorization !== `Bearer ${SECRET}`) return { status: 401 };
        const name = `whep${Math.random().toString(36).slice(2, 12)}`;
        const answer = await this.tell((camera, [id, sdp]) => camera.whepOffer(id, sdp), [name, body] as [string, string]);
        return { status: 201, headers: { Location: `/whep/${name}`, ETag: '"1"', 'Content-Type': 'application/sdp', Link: '<stun:127.0.0.1:9>; rel="ice-server"' }, body: answer };
      }
      if (method === 'PATCH') {
        const restart = await this.tell((camera, [id, fragment]) => camera.whepRestart(id, fragment), [session, body] as [string, string]);
        if (restart !== undefined) return { status: this.canRestart ? 200 : 405, headers: { ETag: '"2"' }, body: restart };
        const known = await this.tell((camera, [id, fragment]) => camera.whepCandidates(id, fragment), [session, body] as [string, string]);
        return { status: !known ? 404 : /^"[12]"$/.test(headers['if-match'] ?? '') ? 204 : 412 };
      }
      return { status: (await this.tell((camera, id) => camera.whepDelete(id), session)) ? 200 : 404 };
    };
  }
}

/** One viewer's page. */
export class Viewing {
  readonly errors: string[] = [];
  /** The addresses of the WebSockets that the page has opened. */
  readonly sockets: string[] = [];

  constructor(readonly page: Page, readonly context: BrowserContext) {
    page.on('websocket', (socket) => this.sockets.push(socket.url()));
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/WebSocket connection|Failed to load resource|net::ERR/.test(message.text())) this.errors.push(message.text());
    });
  }

  async reaches(state: StateKind, timeout = 20_000): Promise<void> {
    try {
      await this.page.waitForSelector(`html[data-state="${state}"]`, { state: 'attached', timeout });
    } catch {
      throw new Error(`the page is ${JSON.stringify((await this.probe()).words)} and not ${state}`);
    }
  }

  async probe(): Promise<Probe> {
    return (await this.page.evaluate('structuredClone({ ...window.camagent, clock: { ...window.camagent.clock } })')) as Probe;
  }

  /** Makes the page's newest connection report this state: a network that vanishes takes ICE many seconds to notice. */
  async pretends(state: RTCPeerConnectionState): Promise<void> {
    await this.page.evaluate(`
      Object.defineProperty(window.lastPeer, 'connectionState', { value: '${state}', configurable: true });
      window.lastPeer.dispatchEvent(new Event('connectionstatechange'));
    `);
  }

  text(selector: string): Promise<string> {
    return this.page.innerText(selector);
  }

  /** Waits until an expression in the page is true. */
  async until(expression: string, timeout = 15_000): Promise<void> {
    // Not waitForFunction, which evaluates inside the page, where its content security policy forbids that.
    await eventually(expression, () => this.page.evaluate(`Boolean(${expression})`), timeout);
  }
}

/** Waits for something outside the page, with a deadline rather than a pause. */
export async function eventually(what: string, condition: () => Promise<boolean>, timeout = 10_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeout} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
