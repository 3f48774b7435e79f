/** The connection in figures and words, for whoever wants to know. */
import type { Camera } from '../camera.ts';
import type { SignalingKind } from '../signaling/exchange.ts';
import type { Statistics } from '../statistics.ts';
import type { Timings } from '../timings.ts';
import { element, make, write } from './elements.ts';
import { bitrate, milliseconds, percent } from './format.ts';
import { Graph } from './graph.ts';
import type { SideSheet } from './sideSheet.ts';

export interface Measured {
  readonly camera: Camera | undefined;
  readonly statistics: Statistics | undefined;
  readonly timings: Timings | undefined;
  readonly signaling: SignalingKind | undefined;
  readonly brokerConnected: boolean | undefined;
  readonly session: string | undefined;
  readonly delayMs: number | undefined;
}

/** The figure and, below it, a word for engineers. */
type Shown = readonly [figure: string, note?: string | undefined];

interface Row {
  readonly group: string;
  readonly name: string;
  /** Undefined hides the row. */
  value(measured: Measured): Shown | undefined;
}

const ROWS: readonly Row[] = [
  { group: 'Delay', name: 'Picture to screen', value: ({ delayMs }) => delay(delayMs) },
  { group: 'Delay', name: 'First picture after', value: ({ timings }) => (timings?.firstFrameAt === undefined ? undefined : [milliseconds(Math.round(timings.firstFrameAt - timings.openedAt)), steps(timings)]) },
  { group: 'Delay', name: 'Waiting in the buffer', value: ({ statistics }) => (statistics?.bufferMs === undefined ? undefined : [milliseconds(statistics.bufferMs)]) },
  { group: 'Delay', name: 'Decoding', value: ({ statistics }) => (statistics?.decodeMs === undefined ? undefined : [milliseconds(statistics.decodeMs)]) },
  { group: 'Picture', name: 'Size', value: ({ statistics }) => (statistics?.width ? [`${statistics.width} × ${statistics.height}`] : undefined) },
  { group: 'Picture', name: 'Frame rate', value: ({ statistics }) => statistics && [`${statistics.framesPerSecond.toFixed(1)} per second`] },
  { group: 'Picture', name: 'Codec', value: ({ statistics }) => (statistics?.codec ? [statistics.codec] : undefined) },
  { group: 'Picture', name: 'Decoder', value: ({ statistics }) => (statistics?.decoder ? [statistics.decoder] : undefined) },
  { group: 'Picture', name: 'Freezes', value: ({ statistics }) => statistics && [statistics.freezes === 0 ? 'none' : `${statistics.freezes}, ${statistics.frozenSeconds.toFixed(1)} s in all`] },
  { group: 'Connection', name: 'Path', value: ({ statistics }) => statistics?.path && [statistics.path.words, statistics.path.types] },
  { group: 'Connection', name: 'Bitrate', value: ({ statistics }) => statistics && [bitrate(statistics.bitrate)] },
  { group: 'Connection', name: 'Round trip', value: ({ statistics }) => (statistics?.rttMs === undefined ? undefined : [milliseconds(statistics.rttMs)]) },
  { group: 'Connection', name: 'Loss', value: ({ statistics }) => statistics && [percent(statistics.lossPercent), `${statistics.packetsLost} of ${statistics.packetsReceived + statistics.packetsLost} packets`] },
  { group: 'Connection', name: 'Signaling', value: (measured) => signalingWords(measured) },
  { group: 'Camera', name: 'Name', value: ({ camera }) => camera && [camera.name, camera.id === camera.name ? undefined : camera.id] },
  { group: 'Camera', name: 'Identity', value: ({ camera }) => camera && [camera.credentials ? 'pinned by its pairing' : 'not checked (no pairing)'] },
  { group: 'Camera', name: 'Version', value: ({ camera }) => (camera?.version ? [camera.version] : undefined) },
  { group: 'Camera', name: 'Session', value: ({ session }) => (session ? ['', session] : undefined) },
];

export class Details {
  readonly #sheet: SideSheet;
  readonly #graph = new Graph('Bitrate in the last minute');
  readonly #cells = new Map<Row, { line: HTMLElement; value: Text; note: HTMLElement }>();

  constructor(sheet: SideSheet) {
    this.#sheet = sheet;
    const groups = new Map<string, HTMLElement>();
    for (const row of ROWS) {
      let list = groups.get(row.group);
      if (!list) {
        list = make('dl');
        groups.set(row.group, list);
        const section = make('section', '', make('h3', row.group), list);
        if (row.group === 'Connection') section.insertBefore(this.#graph.element, list);
        element('rows', HTMLElement).append(section);
      }
      const value = document.createTextNode('');
      const note = make('dd');
      note.className = 'note';
      const line = make('div', '', make('dt', row.name), make('dd', '', value), note);
      line.hidden = true;
      list.append(line);
      this.#cells.set(row, { line, value, note });
    }
  }

  /** One second's figure for the graph, whether or not anybody looks. */
  record(statistics: Statistics): void {
    this.#graph.add(statistics.bitrate);
  }

  show(measured: Measured): void {
    if (!this.#sheet.isOpen) return;
    for (const [row, { line, value, note }] of this.#cells) {
      const shown = row.value(measured);
      line.hidden = shown === undefined;
      if (!shown) continue;
      if (value.data !== shown[0]) value.data = shown[0];
      write(note, shown[1] ?? '');
      note.hidden = !shown[1];
    }
  }
}

// Two clocks are compared: on one machine the figure is exact, on two it is as good as their agreement.
function delay(delayMs: number | undefined): Shown | undefined {
  if (delayMs === undefined) return undefined;
  if (delayMs < -5 || delayMs > 60_000) return ['unknown', 'the camera’s clock and this one differ'];
  return [milliseconds(Math.round(delayMs)), 'by the clock in the picture'];
}

function steps({ openedAt, offerAt, answerAt, connectedAt, firstFrameAt }: Timings): string {
  if (offerAt === undefined || answerAt === undefined || connectedAt === undefined || firstFrameAt === undefined) return '';
  const spans = [offerAt - openedAt, answerAt - offerAt, connectedAt - answerAt, firstFrameAt - connectedAt];
  const names = ['page', 'signaling', 'path', 'picture'];
  return names.map((name, i) => `${name} ${Math.max(0, Math.round(spans[i] ?? 0))}`).join(', ');
}

function signalingWords({ signaling, camera, brokerConnected }: Measured): Shown | undefined {
  if (signaling === undefined) return undefined;
  if (signaling === 'whep') return ['WHEP', camera?.broker && brokerConnected === false ? 'the broker cannot be reached' : undefined];
  return ['MQTT', brokerConnected ? hostOf(camera) : 'the broker is away; the picture does not need it'];
}

function hostOf(camera: Camera | undefined): string {
  return camera?.broker ? new URL(camera.broker.url).host : '';
}
