/** Where the time goes between the sensor and the screen. */

export interface Stage {
  readonly name: string;
  readonly ms: number;
}

export interface DelaySources {
  /** From the sensor to the last packet sent, as the camera says. */
  readonly cameraMs: number | undefined;
  readonly rttMs: number | undefined;
  readonly bufferMs: number | undefined;
  readonly decodeMs: number | undefined;
  /** From the picture to the screen, by the clock in the test picture. */
  readonly totalMs: number | undefined;
}

export interface Delays {
  readonly stages: readonly Stage[];
  /** Measured where the picture has a clock, else the sum of what is known. */
  readonly totalMs: number;
  readonly isMeasured: boolean;
}

/** Undefined as long as nothing is known. */
export function delays({ cameraMs, rttMs, bufferMs, decodeMs, totalMs }: DelaySources): Delays | undefined {
  const known: Stage[] = [];
  const add = (name: string, ms: number | undefined): void => {
    if (ms !== undefined) known.push({ name, ms: Math.max(0, ms) });
  };
  add('Camera', cameraMs);
  // Half of there and back: the ways need not be equal, but nobody can tell without a common clock.
  add('Network', rttMs === undefined ? undefined : rttMs / 2);
  add('Buffer', bufferMs);
  add('Decoding', decodeMs);
  const sum = known.reduce((total, stage) => total + stage.ms, 0);
  // A clock that is wrong by seconds measures itself and not the picture.
  const isMeasured = totalMs !== undefined && totalMs > 0 && totalMs < 10_000;
  if (!isMeasured) return known.length > 0 ? { stages: known, totalMs: sum, isMeasured } : undefined;
  if (totalMs > sum) add(cameraMs === undefined ? 'Camera and screen' : 'Screen', totalMs - sum);
  return { stages: known, totalMs, isMeasured };
}
