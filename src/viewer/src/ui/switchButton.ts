/** A labelled switch that a keyboard and a screen reader know as one. */
import { make } from './elements.ts';

export interface SwitchButton {
  readonly element: HTMLButtonElement;
  show(on: boolean): void;
}

export function switchButton(label: string, id = ''): SwitchButton {
  const track = make('i');
  const element = make('button', '', make('span', label), track);
  element.type = 'button';
  element.id = id;
  element.className = 'switch';
  element.setAttribute('role', 'switch');
  return { element, show: (on) => element.setAttribute('aria-checked', String(on)) };
}
