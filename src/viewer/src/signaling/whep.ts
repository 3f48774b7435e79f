/** Signaling over HTTP (WHEP, contract §5): POST the offer, PATCH candidates and ICE restarts, DELETE on leaving. */
import * as base64url from '../base64url.ts';
import type { Camera } from '../camera.ts';
import { FailureError, failureOfCode, type Failure } from '../failure.ts';
import { parseObject, sentence, string } from '../json.ts';
import type { Exchange, ExchangeEvents } from './exchange.ts';
import { iceServersOfLink } from './linkHeader.ts';
import { MAX_MESSAGE } from './messages.ts';
import { iceCredentials, parseRestart, restartedAnswer, sdpFragment, type IceCredentials } from './sdpFragment.ts';

const ANSWER_TIMEOUT_MS = 8_000;
const FRAGMENT = 'application/trickle-ice-sdpfrag';
/** Candidates that come within this time travel together. */
const GATHER_MS = 20;

export class WhepExchange implements Exchange {
  readonly kind = 'whep';
  readonly #endpoint: URL;
  readonly #camera: Camera;
  readonly #events: ExchangeEvents;
  readonly #abort = new AbortController();
  #session = base64url.random(16);
  #resource: URL | undefined;
  #etag: string | null = null;
  #ice: IceCredentials = { ufrag: '', password: '', mid: '0' };
  #candidates: string[] = [];
  #complete = false;
  #patching = false;
  #restarting = false;
  /** The description that a restart changes; PATCH brings only what is new. */
  #answer = '';
  #closed = false;

  constructor(endpoint: URL, camera: Camera, events: ExchangeEvents) {
    this.#endpoint = endpoint;
    this.#camera = camera;
    this.#events = events;
  }

  /** The name the camera gave, once it has. */
  get session(): string {
    return this.#session;
  }

  get canRestart(): boolean {
    return this.#answer !== '' && this.#resource !== undefined && !this.#restarting && !this.#closed;
  }

  offer(sdp: Promise<string>): Promise<string> {
    return this.canRestart && this.#resource ? this.#restart(this.#resource, sdp) : this.#begin(sdp);
  }

  async #begin(sdp: Promise<string>): Promise<string> {
    this.#events.step('camera', this.#endpoint.host);
    const offer = await sdp;
    this.#ice = iceCredentials(offer);
    const timer = setTimeout(() => this.#abort.abort(), ANSWER_TIMEOUT_MS);
    try {
      const response = await this.#fetch(this.#endpoint, 'POST', { 'Content-Type': 'application/sdp', Accept: 'application/sdp' }, offer, this.#abort.signal);
      if (response.status !== 201) throw new FailureError(await failureOfResponse(response));
      return await this.#accept(response);
    } catch (error) {
      if (error instanceof FailureError) throw error;
      throw new FailureError(this.#closed ? { kind: 'lost' } : { kind: 'unreachable', host: this.#endpoint.host });
    } finally {
      clearTimeout(timer);
    }
  }

  candidate(candidate: RTCIceCandidate | null): void {
    if (candidate?.candidate) this.#candidates.push(candidate.candidate);
    else this.#complete = true;
    setTimeout(() => void this.#trickle(), GATHER_MS);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // keepalive: the farewell outlives the page. A POST under way is left to finish, so that its session can be ended too.
    if (this.#resource) void this.#fetch(this.#resource, 'DELETE', {}, undefined, undefined, true).catch(() => {});
  }

  async #accept(response: Response): Promise<string> {
    const location = response.headers.get('Location');
    const resource = location === null ? undefined : new URL(location, this.#endpoint);
    // The token goes to the address that served this page and nowhere else.
    if (resource?.origin === this.#endpoint.origin) this.#resource = resource;
    this.#session = this.#resource?.pathname.split('/').pop() || this.#session;
    this.#etag = response.headers.get('ETag');
    if (this.#closed) {
      this.#closed = false;
      this.close();
      throw new FailureError({ kind: 'lost' });
    }
    this.#events.iceServers(iceServersOfLink(response.headers.get('Link')));
    void this.#trickle();
    const answer = await response.text();
    if (answer.length > MAX_MESSAGE || !answer.startsWith('v=0')) throw new FailureError({ kind: 'error', message: 'the answer is not SDP' });
    return (this.#answer = answer);
  }

  // The draft, "ICE restarts". A camera that cannot, or knows the session no more, loses it: the viewer begins another.
  async #restart(resource: URL, sdp: Promise<string>): Promise<string> {
    this.#restarting = true;
    try {
      this.#ice = iceCredentials(await sdp);
      // Candidates of the generation that ends are of no use any more.
      this.#candidates = [];
      this.#complete = false;
      const headers = { 'Content-Type': FRAGMENT, Accept: FRAGMENT, 'If-Match': '*' };
      const response = await this.#fetch(resource, 'PATCH', headers, sdpFragment(this.#ice, [], false), AbortSignal.timeout(ANSWER_TIMEOUT_MS));
      const restart = response.status === 200 ? parseRestart(await response.text()) : undefined;
      if (!restart) throw new FailureError({ kind: 'lost' });
      this.#etag = response.headers.get('ETag');
      return (this.#answer = restartedAnswer(this.#answer, restart));
    } catch (error) {
      throw error instanceof FailureError ? error : new FailureError({ kind: 'lost' });
    } finally {
      this.#restarting = false;
      void this.#trickle();
    }
  }

  async #trickle(): Promise<void> {
    if (!this.#resource || this.#patching || this.#restarting || this.#closed || (this.#candidates.length === 0 && !this.#complete)) return;
    this.#patching = true;
    const complete = this.#complete;
    const body = sdpFragment(this.#ice, this.#candidates.splice(0), complete);
    this.#complete = false;
    const headers = { 'Content-Type': FRAGMENT, ...(this.#etag && { 'If-Match': this.#etag }) };
    try {
      const response = await this.#fetch(this.#resource, 'PATCH', headers, body, this.#abort.signal);
      if (response.status === 404 && !this.#closed) this.#events.ended({ kind: 'ended', reason: '' });
    } catch {
      // A lost PATCH costs a candidate; the checks themselves show whether that mattered.
    }
    this.#patching = false;
    void this.#trickle();
  }

  #fetch(url: URL, method: string, headers: Record<string, string>, body?: string, signal?: AbortSignal, keepalive = false): Promise<Response> {
    const token = this.#camera.credentials?.token;
    return fetch(url, {
      method,
      headers: { ...headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
      keepalive,
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  }
}

/** Contract §5. The body may say more in JSON (`code`, `message` as over MQTT) or in plain text. */
export async function failureOfResponse(response: Response): Promise<Failure> {
  const body = (await response.text().catch(() => '')).slice(0, 4096);
  const members = parseObject(body, 4096);
  const message = members ? sentence(members['message'] ?? members['detail'] ?? members['title'], 200) : body.startsWith('<') ? '' : sentence(body, 200);
  const code = string(members?.['code'], 32);
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  if (code !== undefined && code !== 'busy') return failureOfCode(code, message);
  switch (response.status) {
    case 401:
      return failureOfCode('unauthorized', message);
    case 403:
      return failureOfCode('forbidden', message);
    case 406:
    case 415:
    case 422:
      return failureOfCode('unsupported', message);
    case 503:
      return { kind: 'busy', retryAfterMs };
    case 404:
      return { kind: 'refused', why: 'unsupported', message: 'this address serves no video' };
    default:
      return { kind: 'error', message: message || `HTTP ${response.status}` };
  }
}
