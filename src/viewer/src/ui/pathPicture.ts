/** The picture's way as a drawing: stations on a line along which something flows. */
import type { Verdict } from '../link/explain.ts';
import type { Station, StationKind } from '../link/route.ts';

const WIDTH = 304;
const HEIGHT = 74;
const RADIUS = 19;
const ICONS: Readonly<Record<StationKind, string>> = { camera: 'lens', nat: 'router', relay: 'relay', network: 'house', internet: 'globe', you: 'screen' };

export class PathPicture {
  readonly element = svg('svg');
  #drawn = '';

  constructor() {
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('class', 'path');
    this.element.setAttribute('role', 'img');
  }

  /** `isLive`: something flows at this moment. */
  show(stations: readonly Station[], verdict: Verdict, isLive: boolean): void {
    const drawn = JSON.stringify([stations, verdict, isLive]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.dataset['verdict'] = verdict;
    this.element.toggleAttribute('data-flows', isLive);
    this.element.setAttribute('aria-label', `The picture’s way: ${stations.map((station) => station.label).join(', ')}`);
    const place = (i: number): number => RADIUS + 8 + (i * (WIDTH - 2 * (RADIUS + 8))) / Math.max(1, stations.length - 1);
    const shapes: SVGElement[] = [];
    for (let i = 1; i < stations.length; i++) shapes.push(line(place(i - 1) + RADIUS + 4, place(i) - RADIUS - 4));
    stations.forEach((station, i) => shapes.push(...mark(station, place(i))));
    this.element.replaceChildren(...shapes);
  }
}

function line(from: number, to: number): SVGElement {
  const made = svg('path');
  made.setAttribute('d', `M${from.toFixed(1)} ${RADIUS + 2}H${to.toFixed(1)}`);
  made.setAttribute('class', 'way');
  return made;
}

function mark({ kind, label }: Station, x: number): SVGElement[] {
  const circle = svg('circle');
  circle.setAttribute('cx', x.toFixed(1));
  circle.setAttribute('cy', String(RADIUS + 2));
  circle.setAttribute('r', String(RADIUS));
  circle.setAttribute('class', kind);
  const icon = svg('use');
  icon.setAttribute('href', `#i-${ICONS[kind]}`);
  icon.setAttribute('x', (x - 10).toFixed(1));
  icon.setAttribute('y', String(RADIUS + 2 - 10));
  icon.setAttribute('width', '20');
  icon.setAttribute('height', '20');
  if (kind === 'camera') icon.setAttribute('class', 'large');
  const text = svg('text');
  text.setAttribute('x', x.toFixed(1));
  text.setAttribute('y', String(HEIGHT - 12));
  text.textContent = label;
  return [circle, icon, text];
}

function svg<K extends keyof SVGElementTagNameMap>(tag: K): SVGElementTagNameMap[K] {
  return document.createElementNS('http://www.w3.org/2000/svg', tag);
}
