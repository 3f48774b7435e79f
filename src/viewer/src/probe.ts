/** `window.camagent`: what automated tests and curious people may read of a running page. It changes nothing. */
import type { ClockSample } from './clockReader.ts';
import type { SignalingKind } from './signaling/exchange.ts';
import type { StateKind } from './state.ts';
import type { Telemetry } from './device/telemetry.ts';
import type { Explanation } from './link/explain.ts';
import type { Statistics } from './statistics.ts';
import type { Timings } from './timings.ts';

export interface Probe {
  /** Grows by one when a member changes its meaning. */
  readonly version: 1;
  readonly state: StateKind;
  /** The headline and the advice a person reads in this state. */
  readonly words: string;
  readonly camera: string | undefined;
  readonly session: string | undefined;
  readonly signaling: SignalingKind | undefined;
  /** UNIX milliseconds with fractions. */
  readonly timings: Readonly<Timings> | undefined;
  /** A second old at most. */
  readonly statistics: Statistics | undefined;
  /** What the camera offers over its data channel; undefined until it has said so. */
  readonly device: { readonly rights: readonly string[]; readonly outputs: Readonly<Record<string, boolean | undefined>>; readonly viewers: number } | undefined;
  readonly telemetry: Telemetry | undefined;
  readonly explanation: Explanation | undefined;
  /** The video is paused because nobody sees it. */
  readonly paused: boolean;
  readonly clock: {
    /** Median of the last two seconds, milliseconds; undefined without a readable clock in the picture. */
    readonly delayMs: number | undefined;
    readonly samples: readonly ClockSample[];
  };
}

declare global {
  interface Window {
    readonly camagent?: Probe;
  }
}

export function exposeProbe(probe: Probe): void {
  Object.defineProperty(window, 'camagent', { value: Object.freeze(probe) });
}
