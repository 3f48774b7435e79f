/** When to try again: at once first, then ever more rarely, never in step with the other viewers of a camera that restarted. */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;
/** A picture that lasted this long proves that the way was good: the next loss starts from the beginning. */
export const STEADY_MS = 10_000;

/**
 * Milliseconds to wait before attempt `attempt` (0 = the first one after a loss): 0–150, then half to the whole of
 * 0.5, 1, 2, 4, 8, 15, 15 … seconds. `random` gives [0, 1).
 */
export function backOff(attempt: number, random: () => number): number {
  if (attempt <= 0) return Math.round(random() * 150);
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}
