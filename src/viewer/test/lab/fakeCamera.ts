/**
 * A camera made of a browser's own WebRTC, for developing and testing the page without an agent: it answers over MQTT as
 * contract §4 says, and lends its answers to the server's WHEP. Its hashes come from crypto.subtle, not from the page's library.
 */
import mqtt, { type MqttClient } from 'mqtt';
import { decode, encode, random } from '../../src/base64url.ts';
import { object, string } from '../../src/json.ts';
import { FakeDevice } from './fakeDevice.ts';
import { Scene } from './scene.ts';

export interface FakeOptions {
  readonly url: string;
  readonly id: string;
  readonly name: string;
  /** The only viewer and its secret; empty: everybody may watch. */
  readonly viewer: string;
  readonly secret: string;
}

/** `silent` hears everything and answers nothing; a code is the answer to every hello and offer. */
export type Mood = 'kind' | 'silent' | 'busy' | 'unavailable' | 'unauthorized' | 'forbidden' | 'unsupported' | 'internal' | 'no-picture';

interface Guest {
  readonly connection: RTCPeerConnection;
  nonce: string;
  /** As it came, for a WHEP restart, which brings only what is new. */
  offer: string;
}

export class FakeCamera {
  mood: Mood = 'kind';
  /** What viewers said, in order; the detail is a bye's reason or an offer's ICE user name. */
  readonly heard: { readonly session: string; readonly type: string; readonly detail: string }[] = [];
  /** What its data channels show and do. */
  readonly device = new FakeDevice();
  readonly #scene = new Scene();
  readonly #stream = this.#scene.canvas.captureStream(30);
  readonly #guests = new Map<string, Guest>();
  #certificate: RTCCertificate | undefined;
  #client: MqttClient | undefined;
  #options: FakeOptions | undefined;

  async start(options: FakeOptions): Promise<void> {
    this.#options = options;
    this.#certificate ??= await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams);
    const status = `camagent/v1/${options.id}/status`;
    const client = mqtt.connect(options.url, {
      protocolVersion: 5,
      timerVariant: 'native',
      reconnectPeriod: 200,
      will: { topic: status, payload: 'offline', qos: 1, retain: true } as never,
    });
    this.#client = client;
    client.on('message', (topic, payload) => void this.#receive(topic.split('/')[4] ?? '', payload.toString()));
    client.on('connect', () => {
      client.subscribe(`camagent/v1/${options.id}/rtc/+/up`, { qos: 1 });
      client.publish(status, 'online', { qos: 1, retain: true });
    });
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  }

  /** As a process that was killed: no farewell, the broker's will speaks. */
  kill(): void {
    for (const { connection } of this.#guests.values()) connection.close();
    this.#guests.clear();
    this.#client?.stream.destroy();
    this.#client?.end(true);
    this.#client = undefined;
  }

  /** A new certificate: the camera was set up anew, or somebody else answers. */
  async newIdentity(): Promise<void> {
    this.#certificate = await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams);
  }

  get fingerprint(): string {
    return this.#certificate?.getFingerprints()[0]?.value?.toUpperCase() ?? '';
  }

  get guests(): string[] {
    return [...this.#guests.keys()];
  }

  /** The privacy switch (contract §6). */
  switch(on: boolean): void {
    this.mood = on ? 'kind' : 'unavailable';
    this.#client?.publish(`camagent/v1/${this.#options?.id}/camera/state`, on ? 'ON' : 'OFF', { qos: 1, retain: true });
    if (!on) for (const session of this.guests) this.end(session, 'camera off');
  }

  /** Stops the picture, keeps the connection: a camera stack that hangs. */
  set frozen(frozen: boolean) {
    this.#scene.running = !frozen;
    for (const { connection } of this.#guests.values()) {
      for (const sender of connection.getSenders()) void sender.replaceTrack(frozen ? null : (this.#stream.getVideoTracks()[0] ?? null));
    }
  }

  end(session: string, reason: string): void {
    this.#send(session, { type: 'bye', reason });
    this.#drop(session);
  }

  /** The media path of every guest dies without a word, as when a network vanishes. */
  vanish(): void {
    for (const { connection } of this.#guests.values()) connection.close();
    this.#guests.clear();
  }

  async whepOffer(session: string, sdp: string): Promise<string> {
    return this.#answer(session, sdp, () => {});
  }

  whepCandidates(session: string, fragment: string): boolean {
    const guest = this.#guests.get(session);
    for (const [, candidate] of fragment.matchAll(/^a=(candidate:.*?)\r?$/gm)) void guest?.connection.addIceCandidate({ candidate: candidate ?? '', sdpMid: '0' });
    return guest !== undefined;
  }

  /** RFC 8445 §9: new credentials ask for a restart. Gives the camera's new ones as a fragment; undefined where the fragment has none. */
  async whepRestart(session: string, fragment: string): Promise<string | undefined> {
    const guest = this.#guests.get(session);
    const ufrag = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '';
    const password = (sdp: string) => /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1] ?? '';
    if (!guest || ufrag(fragment) === ufrag(guest.offer)) return undefined;
    guest.offer = guest.offer.replaceAll(ufrag(guest.offer), ufrag(fragment)).replaceAll(password(guest.offer), password(fragment));
    const answer = await this.#answer(session, guest.offer, () => {});
    this.heard.push({ session, type: 'restart', detail: ufrag(fragment) });
    return ['a=ice-ufrag:' + ufrag(answer), 'a=ice-pwd:' + password(answer), 'm=video 9 UDP/TLS/RTP/SAVPF 0', 'a=mid:0', ''].join('\r\n');
  }

  whepDelete(session: string): boolean {
    this.heard.push({ session, type: 'delete', detail: '' });
    return this.#drop(session);
  }

  async #receive(session: string, text: string): Promise<void> {
    const message = object(JSON.parse(text)) ?? {};
    const type = string(message['type'], 20) ?? '';
    const ufrag = () => /^a=ice-ufrag:(\S+)/m.exec(String(message['sdp']))?.[1] ?? '';
    this.heard.push({ session, type, detail: type === 'bye' ? String(message['reason']) : type === 'offer' ? ufrag() : '' });
    if (this.mood === 'silent') return;
    if (this.mood !== 'kind' && this.mood !== 'no-picture' && (type === 'hello' || type === 'offer')) {
      if (type === 'hello' || !this.#options?.viewer) this.#send(session, { type: 'error', code: this.mood, message: `this camera says ${this.mood}` });
      return;
    }
    switch (type) {
      case 'hello':
        await this.#hello(session, message);
        return;
      case 'offer':
        await this.#offer(session, message);
        return;
      case 'candidate':
        if (message['candidate'] !== null) await this.#guests.get(session)?.connection.addIceCandidate(message['candidate'] as RTCIceCandidateInit);
        return;
      case 'bye':
        this.#drop(session);
        return;
    }
  }

  readonly #nonces = new Map<string, string>();

  async #hello(session: string, message: Readonly<Record<string, unknown>>): Promise<void> {
    const { id, name, viewer } = this.#options ?? { id: '', name: '', viewer: '' };
    if (viewer && (message['viewer'] !== viewer || message['mac'] !== (await this.#mac(['camagent/v1/hello', id, session, viewer, String(message['nonce'])])))) {
      this.#send(session, { type: 'error', code: 'unauthorized', message: 'unknown viewer' });
      return;
    }
    const nonce = random(16);
    this.#nonces.set(session, nonce);
    this.#send(session, { type: 'welcome', nonce, iceServers: [], device: { id, name } });
  }

  async #offer(session: string, message: Readonly<Record<string, unknown>>): Promise<void> {
    const { id, viewer } = this.#options ?? { id: '', viewer: '' };
    const sdp = String(message['sdp']);
    const nonce = this.#nonces.get(session);
    this.#nonces.delete(session);
    if (viewer) {
      const hash = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sdp))), (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (nonce === undefined || message['mac'] !== (await this.#mac(['camagent/v1/offer', id, session, nonce, hash]))) {
        this.#send(session, { type: 'error', code: 'unauthorized', message: 'wrong mac' });
        return;
      }
    }
    const answer = await this.#answer(session, sdp, (candidate) => this.#send(session, { type: 'candidate', candidate }));
    this.#send(session, { type: 'answer', sdp: answer });
  }

  async #answer(session: string, sdp: string, trickle: (candidate: RTCIceCandidate | null) => void): Promise<string> {
    let guest = this.#guests.get(session);
    if (!guest) {
      const connection = new RTCPeerConnection(this.#certificate ? { certificates: [this.#certificate] } : {});
      guest = { connection, nonce: '', offer: sdp };
      this.#guests.set(session, guest);
      connection.onconnectionstatechange = () => {
        if (connection.connectionState === 'failed') this.#drop(session);
      };
      connection.onicecandidate = (event) => trickle(event.candidate);
      this.device.serve(connection, {
        picture: () => this.#scene.jpeg(),
        switchOff: () => this.switch(false),
        pause: (paused) => void connection.getSenders()[0]?.replaceTrack(paused ? null : (this.#stream.getVideoTracks()[0] ?? null)),
      });
    }
    const { connection } = guest;
    const isNew = connection.signalingState === 'stable' && connection.remoteDescription === null;
    await connection.setRemoteDescription({ type: 'offer', sdp });
    const [track] = this.#stream.getVideoTracks();
    const [transceiver] = connection.getTransceivers();
    if (isNew && track && transceiver) {
      transceiver.direction = 'sendonly';
      if (this.mood !== 'no-picture') await transceiver.sender.replaceTrack(track);
    }
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    if (isNew && transceiver) {
      const parameters = transceiver.sender.getParameters();
      for (const encoding of parameters.encodings) encoding.maxBitrate = 3_000_000;
      await transceiver.sender.setParameters({ ...parameters, degradationPreference: 'maintain-resolution' } as RTCRtpSendParameters);
    }
    return connection.localDescription?.sdp ?? '';
  }

  #drop(session: string): boolean {
    this.#guests.get(session)?.connection.close();
    return this.#guests.delete(session);
  }

  #send(session: string, members: Readonly<Record<string, unknown>>): void {
    this.#client?.publish(`camagent/v1/${this.#options?.id}/rtc/${session}/down`, JSON.stringify({ v: 1, ...members }), { qos: 1 });
  }

  async #mac(fields: readonly string[]): Promise<string> {
    const secret = decode(this.#options?.secret ?? '') ?? new Uint8Array(32);
    const key = await crypto.subtle.importKey('raw', secret as BufferSource, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(fields.join('\n')))));
  }
}

declare global {
  interface Window {
    fakeCamera: FakeCamera;
  }
}

window.fakeCamera = new FakeCamera();
