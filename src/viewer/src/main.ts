/** The page: finds out which camera to show, shows it, and keeps showing it. */
import { cameras, parseOrigin, type Camera, type Origin } from './camera.ts';
import { BackgroundSetting } from './device/background.ts';
import { ClockReader } from './clockReader.ts';
import { pairingText, parsePairing } from './pairing.ts';
import { Pairings } from './pairings.ts';
import { Peer } from './peer.ts';
import { Player } from './player.ts';
import { exposeProbe } from './probe.ts';
import type { SignalingKind } from './signaling/exchange.ts';
import { words, type State } from './state.ts';
import { unixNow } from './timings.ts';
import { Card } from './ui/card.ts';
import { Chooser } from './ui/chooser.ts';
import { Chrome } from './ui/chrome.ts';
import { Controls } from './ui/controls.ts';
import { Details } from './ui/details.ts';
import { element } from './ui/elements.ts';
import { DevicePanel } from './ui/devicePanel.ts';
import { listenForKeys } from './ui/keyboard.ts';
import { LinkPanel } from './ui/linkPanel.ts';
import { SideSheet } from './ui/sideSheet.ts';
import { Toast } from './ui/toast.ts';
import { Viewer, type Situation } from './viewer.ts';

const ORIGIN_TIMEOUT_MS = 4_000;

class Page {
  readonly #pairings = new Pairings(storage());
  readonly #query = new URLSearchParams(location.search);
  readonly #player = new Player(element('video', HTMLVideoElement), element('still', HTMLCanvasElement));
  readonly #clock = new ClockReader(this.#player.video);
  readonly #toast = new Toast();
  readonly #chrome = new Chrome();
  readonly #sheets = new Set<SideSheet>();
  readonly #detailsSheet = new SideSheet('details', 'info', this.#sheets);
  readonly #details = new Details(this.#detailsSheet);
  readonly #link = new LinkPanel(this.#toast, { test: async () => this.#viewer?.testConnection() });
  readonly #background = new BackgroundSetting(storage());
  readonly #deviceSheet = new SideSheet('device', 'remote', this.#sheets);
  readonly #device = new DevicePanel(this.#deviceSheet, this.#toast, this.#background, { backgroundChanged: () => this.#viewer?.looked() });
  readonly #controls = new Controls(this.#player, this.#toast, () => this.#name, () => this.#viewer?.device);
  readonly #card = new Card({
    retry: () => this.#retry(),
    play: () => void this.#player.play(),
    pair: (encoded) => this.#pair(encoded),
  });
  readonly #chooser = new Chooser({ choose: (id) => this.#choose(id), forget: (id) => this.#forget(id) });
  #prepared: Peer | undefined;
  #origin: Origin | undefined;
  #viewer: Viewer | undefined;
  #alone: State = { kind: 'starting' };
  #name = '';
  /** The camera of a link just opened, to be greeted when its first picture proves the link. */
  #paired: string | undefined;
  #retryOrigin: ReturnType<typeof setTimeout> | undefined;

  /** `prepared` is undefined where the browser cannot show the picture. */
  async start(prepared: Peer | undefined, origin: Promise<Origin | undefined>): Promise<void> {
    this.#expose();
    this.#listen();
    if (!prepared) {
      this.#showAlone({ kind: 'unsupported' });
      return;
    }
    this.#prepared = prepared;
    const link = this.#takeLink();
    this.#origin = await origin;
    if (link === 'damaged') this.#showAlone({ kind: 'unpaired', rejectedLink: true });
    else this.#watch(link, performance.timeOrigin);
  }

  /** Starts watching: the camera of a link just opened, else the one asked for or chosen last, else the page's own. */
  #watch(id: string | undefined, openedAt: number): void {
    this.#viewer?.close('another camera');
    this.#viewer = undefined;
    this.#device.show(undefined);
    this.#player.clear();
    const known = cameras(this.#origin, this.#pairings.all);
    const wanted = [id, this.#query.get('camera'), this.#pairings.chosen];
    const camera = wanted.map((want) => known.find((one) => one.id === want)).find((found) => found !== undefined) ?? known[0];
    this.#name = camera?.name ?? '';
    this.#chooser.show(known, camera, this.#name);

    if (!camera || (camera.accessRequired && !camera.credentials)) {
      this.#showAlone({ kind: 'unpaired', rejectedLink: false });
      // The agent may just be starting: the page's own camera turns up by itself.
      if (!camera) this.#askOriginAgain();
      return;
    }
    const prepared = this.#prepared ?? new Peer();
    this.#prepared = undefined;
    this.#viewer = new Viewer(camera, this.#player, this.#via(), prepared, openedAt, () => this.#background.keepsPlaying, {
      changed: (situation) => this.#show(situation),
      named: (name) => this.#rename(name, known, camera),
      measured: (statistics) => {
        this.#details.record(statistics);
        this.#measure();
      },
      deviceChanged: () => this.#device.show(this.#viewer?.device),
    });
    this.#show(this.#viewer.situation);
  }

  #show(situation: Situation): void {
    const hasPicture = this.#player.hasPicture;
    this.#card.show(situation, this.#name, hasPicture);
    this.#controls.hasPicture = hasPicture;
    this.#chrome.live = situation.state.kind === 'live';
    if (this.#paired !== undefined && situation.state.kind === 'live') {
      this.#toast.show(`Paired with ${this.#paired}`);
      this.#paired = undefined;
    }
    this.#measure();
  }

  #showAlone(state: State): void {
    this.#alone = state;
    this.#show({ state, retryAt: undefined });
  }

  #measure(): void {
    if (!this.#detailsSheet.isOpen) return;
    const viewer = this.#viewer;
    const measured = {
      camera: viewer?.camera,
      statistics: viewer?.statistics,
      timings: viewer?.timings,
      signaling: viewer?.signaling,
      brokerConnected: viewer?.brokerConnected,
      session: viewer?.sessionName,
      delayMs: this.#clock.delayMs,
      telemetry: viewer?.device?.telemetry,
      version: viewer?.device?.status?.version ?? viewer?.camera.version ?? '',
      isLive: this.#state().kind === 'live',
    };
    this.#details.show(measured);
    this.#link.show(measured);
  }

  #rename(name: string, known: readonly Camera[], camera: Camera): void {
    // Of a paired camera the link has said the name; a welcome is not signed, and the broker is not trusted.
    if (name === this.#name || camera.credentials) return;
    this.#name = name;
    this.#chooser.show(known, camera, name);
  }

  #retry(): void {
    this.#viewer?.retryNow();
  }

  #choose(id: string): void {
    this.#pairings.chosen = id;
    this.#watch(id, unixNow());
  }

  #forget(id: string): void {
    this.#pairings.forget(id);
    this.#pairings.chosen = undefined;
    this.#watch(undefined, unixNow());
  }

  #pair(encoded: string): void {
    const pairing = parsePairing(encoded);
    if (!pairing) {
      this.#viewer?.close('pairing');
      this.#viewer = undefined;
      this.#showAlone({ kind: 'unpaired', rejectedLink: true });
      return;
    }
    this.#pairings.save(pairing);
    this.#paired = pairing.name;
    this.#choose(pairing.id);
  }

  /** The pairing link in the address: kept, and taken out of sight, history and bookmarks. */
  #takeLink(): string | undefined {
    const encoded = pairingText(location.hash);
    if (encoded === undefined) return undefined;
    history.replaceState(null, '', location.pathname + location.search);
    const pairing = parsePairing(encoded);
    if (!pairing) return 'damaged';
    this.#pairings.save(pairing);
    this.#pairings.chosen = pairing.id;
    this.#paired = pairing.name;
    return pairing.id;
  }

  #askOriginAgain(): void {
    clearTimeout(this.#retryOrigin);
    this.#retryOrigin = setTimeout(async () => {
      if (this.#viewer) return;
      this.#origin = await fetchOrigin();
      if (this.#origin && !this.#viewer) this.#watch(undefined, unixNow());
      else this.#askOriginAgain();
    }, 5_000);
  }

  #via(): SignalingKind | undefined {
    const via = this.#query.get('via');
    return via === 'mqtt' || via === 'whep' ? via : undefined;
  }

  #listen(): void {
    listenForKeys({
      f: () => void this.#controls.fullScreen(),
      p: () => void this.#controls.pictureInPicture(),
      s: () => void this.#controls.snapshot(),
      c: () => this.#deviceSheet.toggle(),
      d: () => this.#detailsSheet.toggle(),
      i: () => this.#detailsSheet.toggle(),
      Escape: () => this.#escape(),
    });
    this.#detailsSheet.onToggle = () => this.#measure();
    if (this.#query.has('details')) this.#detailsSheet.toggle(true);

    window.addEventListener('online', () => this.#retry());
    window.addEventListener('offline', () => this.#viewer?.doubt());
    document.addEventListener('visibilitychange', () => {
      this.#viewer?.looked();
      if (!document.hidden) this.#retry();
    });
    // A window of its own shows the picture while the tab is hidden.
    for (const change of ['enterpictureinpicture', 'leavepictureinpicture']) this.#player.video.addEventListener(change, () => this.#viewer?.looked());
    // A page that goes says so; one that comes back from the back-forward cache starts over.
    window.addEventListener('pagehide', () => {
      this.#viewer?.close('page closed');
      this.#viewer = undefined;
    });
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) this.#watch(undefined, unixNow());
    });
    // A second link opened in the same tab changes only the hash.
    window.addEventListener('hashchange', () => {
      const link = this.#takeLink();
      if (link === 'damaged') this.#toast.show('This pairing link does not work');
      else if (link !== undefined) this.#watch(link, unixNow());
    });
  }

  #escape(): void {
    if (this.#chooser.isOpen) this.#chooser.toggle(false);
    else for (const sheet of this.#sheets) if (sheet.isOpen) sheet.toggle(false);
  }

  #state(): State {
    return this.#viewer?.situation.state ?? this.#alone;
  }

  #expose(): void {
    const page = this;
    exposeProbe({
      version: 1,
      get state() {
        return page.#state().kind;
      },
      get words() {
        const { headline, advice } = words(page.#state(), page.#name);
        return `${headline}. ${advice}`;
      },
      get camera() {
        return page.#viewer?.camera.id;
      },
      get session() {
        return page.#viewer?.sessionName;
      },
      get signaling() {
        return page.#viewer?.signaling;
      },
      get timings() {
        const timings = page.#viewer?.timings;
        return timings && { ...timings };
      },
      get statistics() {
        return page.#viewer?.statistics;
      },
      get device() {
        const status = page.#viewer?.device?.status;
        return status && { rights: status.rights, outputs: Object.fromEntries(status.outputs), viewers: status.viewers };
      },
      get telemetry() {
        return page.#viewer?.device?.telemetry;
      },
      get explanation() {
        return page.#link.explanation;
      },
      get paused() {
        return page.#viewer?.isPaused ?? false;
      },
      get clock() {
        return { delayMs: page.#clock.delayMs, samples: [...page.#clock.samples] };
      },
    });
  }
}

async function fetchOrigin(): Promise<Origin | undefined> {
  try {
    // The same mode as the preload in index.html, so that the answer is already here.
    const response = await fetch('viewer.json', { signal: AbortSignal.timeout(ORIGIN_TIMEOUT_MS) });
    return response.ok ? parseOrigin(await response.json()) : undefined;
  } catch {
    return undefined; // A page hosted apart from the camera has none.
  }
}

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The elements are there. This script does not wait for them to begin what needs none. */
function parsed(): Promise<void> {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }));
}

// The slow things first, side by side: the peer with its certificate and offer, which camera this is, and the page itself.
const prepared = Peer.isSupported ? new Peer() : undefined;
const origin = fetchOrigin();
void parsed().then(() => new Page().start(prepared, origin));
