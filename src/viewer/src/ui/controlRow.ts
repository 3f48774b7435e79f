/** One of the camera's own settings: a slider, a switch, a choice or a button, by its kind. */
import type { CameraControl } from '../device/status.ts';
import { make, write } from './elements.ts';
import { readable, reading } from './names.ts';
import { switchButton } from './switchButton.ts';

type Value = number | boolean | string;

export interface ControlRow {
  readonly element: HTMLElement;
  show(control: CameraControl, isOpen: boolean): void;
}

/** `set` resolves with whether the camera did it; undefined presses a button. */
export type SetControl = (value: Value | undefined) => Promise<boolean>;

export function controlRow(control: CameraControl, set: SetControl): ControlRow {
  switch (control.kind) {
    case 'boolean':
      return toggle(control, set);
    case 'menu':
      return choice(control, set);
    case 'button':
      return press(control, set);
    case 'integer':
    case 'number':
      return slider(control, set);
  }
}

function slider(control: CameraControl, set: SetControl): ControlRow {
  const input = make('input');
  input.type = 'range';
  input.min = String(control.min);
  input.max = String(control.max);
  input.step = String(control.step);
  const shown = make('output');
  const row = labelled(control, input, shown);
  row.classList.add('slider');
  // While a finger holds it, the camera's word does not pull it away.
  let held = false;
  const write_ = (value: number): void => {
    write(shown, reading(value, control.unit));
    // Not a custom property in markup: the page's policy forbids inline styles there, and allows them here.
    input.style.setProperty('--filled', `${((value - control.min) / (control.max - control.min)) * 100}%`);
  };
  input.addEventListener('input', () => {
    held = true;
    write_(input.valueAsNumber);
  });
  input.addEventListener('change', () => void set(input.valueAsNumber).finally(() => (held = false)));
  return {
    element: row,
    show: (now, isOpen) => {
      input.disabled = !isOpen || now.isLocked;
      if (held || typeof now.value !== 'number') return;
      input.valueAsNumber = now.value;
      write_(now.value);
    },
  };
}

function choice(control: CameraControl, set: SetControl): ControlRow {
  const select = make('select', '', ...control.options.map((option) => {
    const row = make('option', readable(option));
    row.value = option;
    return row;
  }));
  select.addEventListener('change', () => void set(select.value));
  return {
    element: labelled(control, select),
    show: (now, isOpen) => {
      select.disabled = !isOpen || now.isLocked;
      if (typeof now.value === 'string' && document.activeElement !== select) select.value = now.value;
    },
  };
}

function toggle(control: CameraControl, set: SetControl): ControlRow {
  const { element, show } = switchButton(readable(control.name));
  element.dataset['control'] = control.name;
  element.addEventListener('click', () => void set(element.getAttribute('aria-checked') !== 'true'));
  return {
    element,
    show: (now, isOpen) => {
      element.disabled = !isOpen || now.isLocked;
      show(now.value === true);
    },
  };
}

function press(control: CameraControl, set: SetControl): ControlRow {
  const element = make('button', readable(control.name));
  element.type = 'button';
  element.className = 'plain';
  element.dataset['control'] = control.name;
  element.addEventListener('click', () => void set(undefined));
  return { element, show: (now, isOpen) => (element.disabled = !isOpen || now.isLocked) };
}

function labelled(control: CameraControl, input: HTMLElement, ...after: readonly HTMLElement[]): HTMLElement {
  const row = make('label', '', make('span', readable(control.name)), ...after, input);
  row.className = 'control';
  row.dataset['control'] = control.name;
  return row;
}
