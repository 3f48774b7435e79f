/** The camera's lamps and relays, inputs, sensors and settings: what it has, as it is now. */
import type { BackgroundSetting } from '../device/background.ts';
import type { DeviceLink } from '../device/deviceLink.ts';
import { wordsOf } from '../device/rpcError.ts';
import type { Level, Status } from '../device/status.ts';
import type { JsonObject } from '../json.ts';
import { controlRow, type ControlRow } from './controlRow.ts';
import { element, icon, make, write } from './elements.ts';
import { outputIcon, readable, reading } from './names.ts';
import { PrivacySwitch } from './privacySwitch.ts';
import type { SideSheet } from './sideSheet.ts';
import { switchButton } from './switchButton.ts';
import type { Toast } from './toast.ts';

export interface DevicePanelEvents {
  backgroundChanged(): void;
}

export class DevicePanel {
  readonly #sheet: SideSheet;
  readonly #toast: Toast;
  readonly #parts = element('parts', HTMLElement);
  readonly #note = element('device-note', HTMLElement);
  readonly #watchers = element('watchers', HTMLElement);
  #device: DeviceLink | undefined;
  /** What the rows were made for; another shape makes them anew. */
  #shape = '';
  /** Each brings one row up to date. */
  #updates: ((status: Status, isOpen: boolean) => void)[] = [];

  constructor(sheet: SideSheet, toast: Toast, background: BackgroundSetting, events: DevicePanelEvents) {
    this.#sheet = sheet;
    this.#toast = toast;
    sheet.onToggle = () => {
      // A reading may have gone by while nobody looked.
      if (sheet.isOpen) void this.#device?.refresh();
      this.#render();
    };
    const keep = switchButton('Keep playing in the background', 'background');
    keep.show(background.keepsPlaying);
    keep.element.addEventListener('click', () => {
      background.keepsPlaying = !background.keepsPlaying;
      keep.show(background.keepsPlaying);
      events.backgroundChanged();
    });
    const note = make('p', 'Otherwise a hidden tab pauses its video after 30 seconds, and goes on when you come back.');
    note.className = 'hint';
    element('page-settings', HTMLElement).append(keep.element, note);
  }

  show(device: DeviceLink | undefined): void {
    this.#device = device;
    this.#render();
  }

  #render(): void {
    if (!this.#sheet.isOpen) return;
    const status = this.#device?.status;
    const isOpen = this.#device?.isOpen ?? false;
    const viewers = isOpen ? (status?.viewers ?? 0) : 0;
    write(this.#watchers, viewers === 0 ? '' : viewers === 1 ? 'Only you are watching' : `${viewers} are watching`);
    write(this.#note, status === undefined ? 'Waiting for the camera to say what it has.' : isOpen ? '' : 'The connection to the camera is interrupted.');
    if (!status) return;
    const shape = shapeOf(status);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#updates = [];
      this.#parts.replaceChildren(...this.#build(status));
    }
    for (const update of this.#updates) update(status, isOpen);
  }

  #build(status: Status): HTMLElement[] {
    const mayControl = status.rights.includes('control');
    const sections: HTMLElement[] = [];
    const section = (title: string, rows: readonly HTMLElement[], style = ''): void => {
      if (rows.length === 0) return;
      const list = make('div', '', ...rows);
      list.className = style;
      sections.push(make('section', '', make('h3', title), list));
    };
    if (mayControl) section('Switches', [...status.outputs.keys()].map((name) => this.#output(name)), 'tiles');
    else section('Switches', [...status.outputs.keys()].map((name) => this.#level(name, 'output', (now) => now.outputs.get(name))));
    section('Inputs', [...status.inputs.keys()].map((name) => this.#level(name, 'input', (now) => now.inputs.get(name))));
    section('Sensors', [...status.sensors.keys()].map((name) => this.#sensor(name)));
    if (mayControl) {
      section('Picture', status.controls.map((control) => this.#control(control.name)).filter((row) => row !== undefined));
      section('Privacy', [new PrivacySwitch(() => this.#call('camera.set', { on: false })).element]);
    } else {
      const note = make('p', 'This pairing may watch, but not control.');
      note.className = 'hint';
      sections.push(make('section', '', note));
    }
    return sections;
  }

  #output(name: string): HTMLElement {
    const tile = make('button', '', icon(outputIcon(name)), make('span', readable(name)));
    const state = make('small');
    tile.append(state);
    tile.type = 'button';
    tile.className = 'tile';
    tile.dataset['output'] = name;
    tile.setAttribute('role', 'switch');
    let isOn: Level;
    let waits = false;
    const show = (isOpen: boolean): void => {
      tile.disabled = !isOpen || isOn === undefined;
      tile.title = !isOpen ? 'The connection to the camera is interrupted' : isOn === undefined ? 'The camera cannot reach it right now' : '';
      tile.setAttribute('aria-checked', String(isOn === true));
      tile.setAttribute('aria-busy', String(waits));
      write(state, isOn === undefined ? 'Unavailable' : isOn ? 'On' : 'Off');
    };
    tile.addEventListener('click', () => {
      if (waits || isOn === undefined) return;
      waits = true;
      show(true);
      void this.#call('output.set', { name, on: !isOn }).finally(() => {
        waits = false;
        show(this.#device?.isOpen ?? false);
      });
    });
    this.#updates.push((status, isOpen) => {
      isOn = status.outputs.get(name);
      show(isOpen);
    });
    return tile;
  }

  #level(name: string, kind: 'input' | 'output', read: (status: Status) => Level): HTMLElement {
    const value = make('span');
    const row = make('div', '', make('span', readable(name)), value);
    row.className = 'reading';
    row.dataset[kind] = name;
    this.#updates.push((status) => {
      const isOn = read(status);
      row.toggleAttribute('data-on', isOn === true);
      write(value, isOn === undefined ? 'unknown' : isOn ? 'on' : 'off');
    });
    return row;
  }

  #sensor(name: string): HTMLElement {
    const value = make('span');
    const row = make('div', '', make('span', readable(name)), value);
    row.className = 'reading';
    row.dataset['sensor'] = name;
    this.#updates.push((status) => {
      const sensor = status.sensors.get(name);
      write(value, reading(sensor?.value, sensor?.unit ?? ''));
    });
    return row;
  }

  #control(name: string): HTMLElement | undefined {
    const control = this.#device?.status?.controls.find((one) => one.name === name);
    if (!control) return undefined;
    const row: ControlRow = controlRow(control, (value) => this.#call('control.set', value === undefined ? { name } : { name, value }));
    this.#updates.push((status, isOpen) => {
      const now = status.controls.find((one) => one.name === name);
      if (now) row.show(now, isOpen);
    });
    return row.element;
  }

  /** Resolves with whether it was done; a refusal is said in words. */
  async #call(method: string, params: JsonObject): Promise<boolean> {
    const device = this.#device;
    if (!device) return false;
    try {
      await device.call(method, params);
      // Another viewer is told by a notification; what was done here is asked for, so that what is shown is true.
      if (method === 'control.set') void device.refresh();
      return true;
    } catch (error) {
      this.#toast.show(wordsOf(error));
      void device.refresh();
      return false;
    }
  }
}

function shapeOf(status: Status): string {
  const controls = status.controls.map(({ name, kind, min, max, step, options }) => [name, kind, min, max, step, options]);
  return JSON.stringify([[...status.outputs.keys()], [...status.inputs.keys()], [...status.sensors.keys()], controls, status.rights]);
}
