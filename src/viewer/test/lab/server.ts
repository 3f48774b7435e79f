/** Serves the built page as the worker does: strict content security policy, viewer.json, and WHEP by a handler. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const CSP = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

export interface WhepReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WhepRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export class PageServer {
  /** What GET /viewer.json answers; undefined is 404, as on a host apart from any camera. */
  viewerJson: unknown;
  whep: (request: WhepRequest) => Promise<WhepReply> = async () => ({ status: 404 });
  readonly requests: WhepRequest[] = [];
  readonly #server: Server;

  private constructor(readonly root: string) {
    this.#server = createServer((request, response) => void this.#handle(request, response).catch(() => response.writeHead(500).end()));
  }

  static async start(root: string): Promise<PageServer> {
    const server = new PageServer(root);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}/`;
  }

  async dispose(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    response.setHeader('Content-Security-Policy', CSP);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-cache');
    if (path === '/viewer.json') {
      if (this.viewerJson === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(this.viewerJson));
    } else if (path === '/camera') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>camera</title>');
    } else if (path.startsWith('/whep')) {
      await this.#signal(request, response, path);
    } else {
      await this.#file(response, path === '/' ? '/index.html' : path);
    }
  }

  async #signal(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const asked: WhepRequest = { method: request.method ?? '', path, headers: request.headers, body: Buffer.concat(chunks).toString() };
    this.requests.push(asked);
    const reply = await this.whep(asked);
    response.writeHead(reply.status, { ...reply.headers }).end(reply.body ?? '');
  }

  async #file(response: ServerResponse, path: string): Promise<void> {
    try {
      const bytes = await readFile(join(this.root, normalize(path)));
      response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }
}
