/** The browser's end of the connection: receives one H.264 picture, and has the data channels of contract §7. */
import { certificateFingerprint } from './access.ts';

export interface PeerEvents {
  candidate(candidate: RTCIceCandidate | null): void;
  connection(state: RTCPeerConnectionState): void;
}

export class Peer {
  readonly connection: RTCPeerConnection;
  readonly track: MediaStreamTrack;
  /** In the first offer, so that they need no second one; nobody listens to them before the first picture. */
  readonly control: RTCDataChannel;
  readonly telemetry: RTCDataChannel;
  readonly #transceiver: RTCRtpTransceiver;
  /** The first offer, made while the page still looks for the camera. */
  readonly #first: Promise<RTCSessionDescriptionInit>;
  /** An offer is made but not yet set: gathering starts only when the servers are known. */
  #unset: RTCSessionDescriptionInit | undefined;
  /** The servers were named before the offer was ready. */
  #servers: readonly RTCIceServer[] | undefined;
  #early: (RTCIceCandidateInit | null)[] = [];
  #events: PeerEvents | undefined;

  constructor() {
    this.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    this.#transceiver = this.connection.addTransceiver('video', { direction: 'recvonly' });
    this.track = this.#transceiver.receiver.track;
    preferH264(this.#transceiver);
    showAtOnce(this.#transceiver.receiver);
    this.control = this.connection.createDataChannel('control');
    // What is lost is old anyway.
    this.telemetry = this.connection.createDataChannel('telemetry', { ordered: false, maxRetransmits: 0 });
    this.#first = this.connection.createOffer();
    this.#first.catch(() => {}); // Reported where it is awaited.
    this.connection.onicecandidate = (event) => this.#events?.candidate(event.candidate);
    this.connection.onconnectionstatechange = () => this.#events?.connection(this.connection.connectionState);
  }

  static get isSupported(): boolean {
    if (typeof RTCPeerConnection === 'undefined') return false;
    const capabilities = typeof RTCRtpReceiver === 'undefined' ? null : RTCRtpReceiver.getCapabilities?.('video');
    return !capabilities || capabilities.codecs.some(isH264);
  }

  listen(events: PeerEvents | undefined): void {
    this.#events = events;
  }

  /**
   * Makes an offer without setting it. It is on its way to the camera before this browser gathers, and so before the
   * camera has named its servers: one round trip less before the first picture.
   */
  async offer(iceRestart: boolean): Promise<string> {
    this.#servers = undefined;
    const offer = await (iceRestart ? this.connection.createOffer({ iceRestart }) : this.#first);
    this.#unset = offer;
    // What goes wrong here shows when the answer is set.
    if (this.#servers) this.gather(this.#servers).catch(() => {});
    return offer.sdp ?? '';
  }

  /** Sets the offer and starts gathering; as soon as there is an offer, if there is none yet. */
  async gather(iceServers: readonly RTCIceServer[] | undefined): Promise<void> {
    this.#servers = iceServers;
    const offer = this.#unset;
    if (!offer) return;
    this.#unset = undefined;
    if (iceServers && iceServers.length > 0) this.#useServers(iceServers);
    await this.connection.setLocalDescription(offer);
  }

  async answer(sdp: string): Promise<void> {
    await this.gather(undefined);
    await this.connection.setRemoteDescription({ type: 'answer', sdp });
    for (const candidate of this.#early.splice(0)) await this.add(candidate);
  }

  /** A candidate of the camera; one that comes before the answer waits for it, and one that does not fit costs only itself. */
  async add(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.connection.signalingState !== 'stable' || !this.connection.remoteDescription) {
      this.#early.push(candidate);
      return;
    }
    try {
      await this.connection.addIceCandidate(candidate ?? undefined);
    } catch {
      // The browser cannot use it (another generation, a form it does not know): the others remain.
    }
  }

  /** A new channel for the connection test, on which the camera returns every message. */
  echo(): RTCDataChannel {
    return this.connection.createDataChannel('echo', { ordered: false, maxRetransmits: 0 });
  }

  /** The fingerprint of the certificate that DTLS really saw; undefined where the browser does not tell. */
  get remoteFingerprint(): string | undefined {
    const transport = this.#transceiver.receiver.transport;
    const certificate = transport?.getRemoteCertificates?.()[0];
    return certificate && certificateFingerprint(new Uint8Array(certificate));
  }

  close(): void {
    this.#events = undefined;
    this.connection.onicecandidate = null;
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  #useServers(iceServers: readonly RTCIceServer[]): void {
    try {
      this.connection.setConfiguration({ ...this.connection.getConfiguration(), iceServers: [...iceServers] });
    } catch {
      // A server this browser cannot use must not cost the picture on the local network.
    }
  }
}

function isH264(codec: { mimeType: string }): boolean {
  return codec.mimeType.toLowerCase() === 'video/h264';
}

/** The camera sends H.264 and nothing else: offering the rest would only make the offer long. */
function preferH264(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities?.('video')?.codecs ?? [];
  const repair = /^video\/(rtx|red|ulpfec|flexfec-03)$/i;
  const wanted = [...codecs.filter(isH264), ...codecs.filter((codec) => repair.test(codec.mimeType))];
  if (!wanted.some(isH264) || !('setCodecPreferences' in transceiver)) return;
  try {
    transceiver.setCodecPreferences(wanted);
  } catch {
    // Some browsers list codecs that they then do not accept: the default order works too.
  }
}

/** A camera is watched live: no picture waits longer than the network makes it wait. */
function showAtOnce(receiver: RTCRtpReceiver): void {
  const hints: { jitterBufferTarget?: number | null; playoutDelayHint?: number | null } = receiver;
  try {
    // W3C webrtc-extensions §jitterBufferTarget; playoutDelayHint is its older name in Chromium.
    if ('jitterBufferTarget' in receiver) hints.jitterBufferTarget = 0;
    else if ('playoutDelayHint' in receiver) hints.playoutDelayHint = 0;
  } catch {
    // A hint only.
  }
}
