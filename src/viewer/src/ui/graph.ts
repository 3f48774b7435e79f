/** The last minute of one figure as a line. */
const SECONDS = 60;
const WIDTH = 300;
const HEIGHT = 40;

export class Graph {
  readonly element = svg('svg');
  readonly #line = svg('polyline');
  readonly #area = svg('polygon');
  #values: number[] = [];

  constructor(label: string) {
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('preserveAspectRatio', 'none');
    this.element.setAttribute('class', 'graph');
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', label);
    this.element.append(this.#area, this.#line);
  }

  add(value: number): void {
    this.#values = [...this.#values, value].slice(-SECONDS);
    const top = Math.max(...this.#values, 1) * 1.12;
    const first = SECONDS - this.#values.length;
    const points = this.#values.map((v, i) => `${(((first + i) / (SECONDS - 1)) * WIDTH).toFixed(1)},${(HEIGHT - (v / top) * HEIGHT).toFixed(1)}`);
    const start = ((first / (SECONDS - 1)) * WIDTH).toFixed(1);
    this.#line.setAttribute('points', points.join(' '));
    this.#area.setAttribute('points', [`${start},${HEIGHT}`, ...points, `${WIDTH},${HEIGHT}`].join(' '));
  }
}

function svg<K extends keyof SVGElementTagNameMap>(tag: K): SVGElementTagNameMap[K] {
  return document.createElementNS('http://www.w3.org/2000/svg', tag);
}
