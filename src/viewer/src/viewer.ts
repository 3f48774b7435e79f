/** Watches one camera: starts sessions, notices when one is over or useless, and starts the next. */
import type { Camera } from './camera.ts';
import { DeviceLink } from './device/deviceLink.ts';
import { testEcho, type EchoResult } from './device/echoTest.ts';
import { HiddenPause } from './device/hiddenPause.ts';
import { patience, type Failure } from './failure.ts';
import { Peer } from './peer.ts';
import type { Player } from './player.ts';
import { STEADY_MS, backOff } from './reconnect.ts';
import { Session } from './session.ts';
import type { SignalingKind } from './signaling/exchange.ts';
import { Signaling } from './signaling/signaling.ts';
import { StallWatch } from './stall.ts';
import { isPatient, stateAfter, type State, type Step } from './state.ts';
import { StatisticsReader, type Statistics } from './statistics.ts';
import { unixNow, type Timings } from './timings.ts';

const TICK_MS = 1_000;

export interface Situation {
  readonly state: State;
  /** When the next attempt starts, UNIX milliseconds; undefined while one is under way or none is needed. */
  readonly retryAt: number | undefined;
}

export interface ViewerEvents {
  changed(situation: Situation): void;
  named(name: string): void;
  measured(statistics: Statistics): void;
  /** What the camera has and knows has changed, or can be reached, or cannot any more. */
  deviceChanged(): void;
}

export class Viewer {
  readonly camera: Camera;
  readonly #player: Player;
  readonly #signaling: Signaling;
  readonly #events: ViewerEvents;
  readonly #watch = new StallWatch();
  readonly #pause: HiddenPause;
  readonly #ticker: ReturnType<typeof setInterval>;
  #reader = new StatisticsReader();
  #spare: Peer | undefined;
  #session: Session | undefined;
  #device: DeviceLink | undefined;
  #pausable = false;
  #situation: Situation = { state: { kind: 'starting' }, retryAt: undefined };
  #statistics: Statistics | undefined;
  #connected = false;
  #liveSince: number | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** `prepared` is a peer whose making was begun before the camera was known. `openedAt`: when the person asked, UNIX milliseconds. */
  constructor(camera: Camera, player: Player, via: SignalingKind | undefined, prepared: Peer, openedAt: number, keepsPlaying: () => boolean, events: ViewerEvents) {
    this.camera = camera;
    this.#player = player;
    this.#spare = prepared;
    this.#events = events;
    this.#signaling = new Signaling(camera, via, new URL(location.href), isSecureContext, {
      returned: () => this.#returned(),
      left: () => this.#left(),
    });
    this.#pause = new HiddenPause({
      isHidden: () => document.hidden && !document.pictureInPictureElement,
      keepsPlaying,
      pause: () => this.#tell('stream.pause'),
      resume: () => {
        // What did not come while nobody wanted it is no stall.
        this.#watch.begin(Date.now());
        this.#tell('stream.resume');
      },
    });
    player.onBlocked = () => this.#set({ kind: 'blocked' });
    this.#ticker = setInterval(() => void this.#tick(), TICK_MS);
    this.#begin(openedAt);
  }

  get situation(): Situation {
    return this.#situation;
  }

  get statistics(): Statistics | undefined {
    return this.#statistics;
  }

  /** From the first picture on, as long as the session lasts. */
  get device(): DeviceLink | undefined {
    return this.#device;
  }

  get isPaused(): boolean {
    return this.#pause.isPaused;
  }

  get timings(): Timings | undefined {
    return this.#session?.timings;
  }

  get sessionName(): string | undefined {
    return this.#session?.name;
  }

  get signaling(): SignalingKind | undefined {
    return this.#session?.signaling;
  }

  get brokerConnected(): boolean | undefined {
    return this.#signaling.brokerConnected;
  }

  /** The tab was hidden or shown, or the setting for the background changed. */
  looked(): void {
    this.#pause.look();
  }

  /** Undefined where no session can carry a test. */
  async testConnection(): Promise<EchoResult | undefined> {
    if (!this.#session || !this.#device?.isOpen) return undefined;
    return testEcho(this.#session.peer.echo(), () => performance.now());
  }

  /** A person asked, the network came back, or the page woke: no waiting now. */
  retryNow(): void {
    if (this.#timer === undefined) {
      this.#signaling.hurry();
      this.#watch.doubt(Date.now());
      return;
    }
    this.#attempt = 0;
    this.#begin(unixNow());
  }

  /** The browser says that the network went; the path may not know it yet. */
  doubt(): void {
    this.#watch.doubt(Date.now());
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#timer);
    this.#detach();
    this.#session?.close(reason);
    this.#spare?.close();
    this.#signaling.close();
  }

  #begin(openedAt: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed) return;
    this.#signaling.hurry();
    const peer = this.#spare ?? new Peer();
    this.#spare = undefined;
    this.#connected = false;
    this.#reader = new StatisticsReader();
    // Whoever reads why there is no picture goes on reading it while the page tries again.
    if (this.#situation.state.kind !== 'starting') this.#set(this.#situation.state);

    const session = new Session(peer, this.camera.credentials?.fingerprint, openedAt, {
      step: (step, host) => this.#step(step, host),
      named: (name) => this.#events.named(name),
      track: (track) => {
        this.#player.show(track);
        this.#awaitPicture();
      },
      connected: () => {
        this.#connected = true;
        this.#watch.begin(Date.now());
        this.#step('picture', '');
        this.#awaitPicture();
      },
      interrupted: () => {
        this.#connected = false;
        this.#set({ kind: 'reconnecting', cause: { kind: 'lost' } });
      },
      failed: (failure) => this.#failed(failure),
    });
    this.#session = session;
    void session.start(this.#signaling.ways);
  }

  #step(step: Step, host: string): void {
    const kind = this.#situation.state.kind;
    if (kind === 'starting' || kind === 'connecting') this.#set({ kind: 'connecting', step, host });
  }

  #awaitPicture(): void {
    this.#player.nextFrame(() => this.#live());
  }

  #live(): void {
    const session = this.#session;
    if (!session || this.#closed || this.#situation.state.kind === 'live') return;
    session.timings.firstFrameAt ??= unixNow();
    this.#liveSince ??= Date.now();
    this.#player.release();
    this.#set({ kind: 'live' });
    this.#attach(session);
  }

  // Only now: nothing may come before the first picture.
  #attach(session: Session): void {
    if (this.#device) return;
    this.#device = new DeviceLink(session.peer.control, session.peer.telemetry, { changed: () => this.#deviceChanged() });
  }

  #detach(): void {
    const device = this.#device;
    this.#device = undefined;
    device?.close();
    this.#deviceChanged();
  }

  #deviceChanged(): void {
    const pausable = this.#device?.isOpen ?? false;
    if (pausable !== this.#pausable) {
      this.#pausable = pausable;
      this.#pause.available = pausable;
    }
    if (!this.#closed) this.#events.deviceChanged();
  }

  #tell(method: string): void {
    // Without an answer the picture stops or goes on as it did; the watch over it decides what follows.
    this.#device?.call(method).catch(() => {});
  }

  #failed(failure: Failure): void {
    if (this.#closed) return;
    const cause = this.#explained(failure);
    this.#session = undefined;
    this.#detach();
    this.#player.hold();
    if (this.#liveSince !== undefined && Date.now() - this.#liveSince > STEADY_MS) this.#attempt = 0;
    this.#liveSince = undefined;
    const delay = Math.max(backOff(this.#attempt++, Math.random), patience(cause));
    this.#timer = setTimeout(() => this.#begin(unixNow()), delay);
    this.#set(stateAfter(cause), Date.now() + delay);
  }

  // What the camera's own topics say is a better reason than the silence that follows from it.
  #explained(failure: Failure): Failure {
    if (failure.kind === 'refused' || failure.kind === 'no-broker' || failure.kind === 'busy') return failure;
    const presence = this.#signaling.presence;
    const saidSo = this.#device?.status?.cameraOn === false || (failure.kind === 'ended' && /switched off/i.test(failure.reason));
    if (presence?.isSwitchedOff || saidSo) return { kind: 'camera-off', known: true, message: '' };
    return presence?.isOffline ? { kind: 'offline' } : failure;
  }

  #returned(): void {
    if (this.#timer !== undefined) this.retryNow();
    else if (this.#connected) this.#watch.doubt(Date.now());
  }

  // The status may go offline while the picture still flows: the broker lost the camera, this page did not.
  #left(): void {
    if (this.#connected && !this.#signaling.presence?.isSwitchedOff) this.#watch.doubt(Date.now());
    else this.#drop({ kind: 'lost' });
  }

  #drop(failure: Failure): void {
    const session = this.#session;
    if (!session) {
      if (this.#timer !== undefined) this.#set(stateAfter(this.#explained(failure)), this.#situation.retryAt);
      return;
    }
    session.close(failure.kind);
    this.#failed(failure);
  }

  async #tick(): Promise<void> {
    const session = this.#session;
    if (!session || !this.#connected) return;
    const statistics = this.#reader.read(await session.statistics);
    if (!statistics || session !== this.#session) return;
    const moved = statistics.framesDecoded !== (this.#statistics?.framesDecoded ?? 0);
    this.#statistics = statistics;
    this.#events.measured(statistics);
    if (this.#pause.isPaused) return;
    switch (this.#watch.tick(Date.now(), statistics.framesDecoded, statistics.packetsReceived, document.visibilityState === 'visible')) {
      case 'fine':
        // A hidden page decodes without ever presenting a frame.
        if (moved && statistics.framesDecoded > 0 && document.hidden) this.#live();
        return;
      case 'stopped':
        if (this.#situation.state.kind !== 'live') return;
        this.#set({ kind: 'reconnecting', cause: { kind: 'stalled' } });
        this.#awaitPicture();
        return;
      case 'stalled':
        this.#drop({ kind: 'stalled' });
        return;
      case 'dead':
        this.#drop({ kind: 'lost' });
        return;
    }
  }

  #set(state: State, retryAt?: number): void {
    // A patient state lasts until there is a picture, or another reason why not.
    const kept = state.kind === 'connecting' && isPatient(this.#situation.state) ? this.#situation.state : state;
    this.#situation = { state: kept, retryAt };
    this.#events.changed(this.#situation);
  }
}
