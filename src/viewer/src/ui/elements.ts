/** Typed access to the page's fixed elements; a missing one is a mistake in index.html and ends the start. */

export function element<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no ${type.name} with the id ${id}`);
  return found;
}

export function button(id: string): HTMLButtonElement {
  return element(id, HTMLButtonElement);
}

/** Writes only what changed: screen readers and the layout notice every write. */
export function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Sets or removes an attribute of <html> that the style sheets look at. */
export function mark(name: string, value: string | boolean | undefined): void {
  const root = document.documentElement;
  if (value === undefined || value === false) root.removeAttribute(`data-${name}`);
  else if (root.getAttribute(`data-${name}`) !== String(value)) root.setAttribute(`data-${name}`, value === true ? '' : value);
}

/** An element with text and children, for the few parts that are made at run time. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, text = '', ...children: readonly Node[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/** One of the icons of index.html. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}
