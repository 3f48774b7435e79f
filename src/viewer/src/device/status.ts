/** What `status.get` says (contract §7), and how notifications change it. */
import { object, sentence, string, type JsonObject } from '../json.ts';

/** Undefined: the camera does not know, which is not the same as off. */
export type Level = boolean | undefined;

export interface Sensor {
  readonly value: number | undefined;
  readonly unit: string;
}

export type ControlKind = 'integer' | 'number' | 'boolean' | 'menu' | 'button';

export interface CameraControl {
  readonly name: string;
  readonly kind: ControlKind;
  readonly value: number | boolean | string | undefined;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  readonly options: readonly string[];
  /** Read-only for everybody, or without effect as long as another control says so. */
  readonly isLocked: boolean;
}

export interface Status {
  readonly version: string;
  readonly cameraOn: boolean;
  readonly source: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly controls: readonly CameraControl[];
  readonly inputs: ReadonlyMap<string, Level>;
  readonly outputs: ReadonlyMap<string, Level>;
  readonly sensors: ReadonlyMap<string, Sensor>;
  readonly viewers: number;
  readonly rights: readonly string[];
}

const KINDS: readonly ControlKind[] = ['integer', 'number', 'boolean', 'menu', 'button'];
/** More than a board has lines; what is beyond is not shown. */
const MAX_ROWS = 64;
const MAX_OPTIONS = 64;

export function parseStatus(value: unknown): Status | undefined {
  const members = object(value);
  const camera = object(members?.['camera']);
  if (!members || !camera || typeof camera['on'] !== 'boolean') return undefined;
  return {
    version: sentence(object(members['device'])?.['version'], 32),
    cameraOn: camera['on'],
    source: sentence(camera['source'], 64),
    width: finite(camera['width']) ?? 0,
    height: finite(camera['height']) ?? 0,
    frameRate: finite(camera['frameRate']) ?? 0,
    controls: list(camera['controls']).map(control).filter((one) => one !== undefined),
    inputs: entries(members['inputs'], level),
    outputs: entries(members['outputs'], level),
    sensors: entries(members['sensors'], sensor),
    viewers: count(members['viewers']) ?? 0,
    rights: list(members['rights']).filter((right) => typeof right === 'string').map((right) => right.slice(0, 16)),
  };
}

/** The status after a notification; the same object where it changes nothing. */
export function changed(status: Status, method: string, params: JsonObject): Status {
  const name = string(params['name'], 64);
  switch (method) {
    case 'input.changed':
      return name !== undefined && status.inputs.has(name) ? { ...status, inputs: new Map(status.inputs).set(name, level(params['on'])) } : status;
    case 'output.changed':
      return name !== undefined && status.outputs.has(name) ? { ...status, outputs: new Map(status.outputs).set(name, level(params['on'])) } : status;
    case 'sensor.changed':
      return name !== undefined && (status.sensors.has(name) || status.sensors.size < MAX_ROWS) ? { ...status, sensors: new Map(status.sensors).set(name, sensor(params)) } : status;
    case 'viewers.changed':
      return { ...status, viewers: count(params['viewers']) ?? status.viewers };
    case 'camera.changed':
      return typeof params['on'] === 'boolean' ? { ...status, cameraOn: params['on'] } : status;
    default:
      return status;
  }
}

function control(value: unknown): CameraControl | undefined {
  const members = object(value);
  const name = string(members?.['name'], 64, /\S/);
  const kind = KINDS.find((one) => one === members?.['kind']);
  if (!members || name === undefined || kind === undefined) return undefined;
  const min = finite(members['min']) ?? 0;
  const max = finite(members['max']) ?? 0;
  const isNumeric = kind === 'integer' || kind === 'number';
  if (isNumeric && !(max > min)) return undefined;
  const given = members['value'];
  return {
    name,
    kind,
    value: typeof given === 'boolean' || typeof given === 'string' ? given : finite(given),
    min,
    max,
    step: Math.max(finite(members['step']) ?? 0, 0) || (kind === 'integer' ? 1 : (max - min) / 100),
    unit: sentence(members['unit'], 16),
    options: list(members['options']).filter((option) => typeof option === 'string').map((option) => option.slice(0, 64)).slice(0, MAX_OPTIONS),
    isLocked: members['readOnly'] === true || members['inactive'] === true,
  };
}

function sensor(value: unknown): Sensor {
  const members = object(value);
  return { value: finite(members?.['value']), unit: sentence(members?.['unit'], 16) };
}

function level(value: unknown): Level {
  return typeof value === 'boolean' ? value : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MAX_ROWS) : [];
}

function entries<T>(value: unknown, read: (value: unknown) => T): ReadonlyMap<string, T> {
  const named = Object.entries(object(value) ?? {}).filter(([name]) => name.length > 0 && name.length <= 64);
  return new Map(named.slice(0, MAX_ROWS).map(([name, one]) => [name, read(one)]));
}
