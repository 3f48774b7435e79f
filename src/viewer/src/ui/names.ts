/** Names from a configuration as people read them: `ir-led` is IR LED. */

const ACRONYMS = new Set(['ir', 'led', 'pir', 'cpu', 'soc', 'gpu', 'co2', 'usb', 'uv', 'iso', 'hdr', 'gpio']);

export function readable(name: string): string {
  const words = name.split(/[-_\s]+/).filter((word) => word.length > 0);
  return words.map((word, i) => (ACRONYMS.has(word.toLowerCase()) ? word.toUpperCase() : i === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join(' ') || name;
}

/** The icon for an output, by what its name says it is. */
export function outputIcon(name: string): 'lamp' | 'switch' {
  return /light|lamp|led|bulb|licht|lampe/i.test(name) ? 'lamp' : 'switch';
}

export function reading(value: number | undefined, unit: string): string {
  if (value === undefined) return 'unknown';
  const figure = String(Number(value.toFixed(Math.abs(value) < 1 ? 2 : 1)));
  return unit ? `${figure} ${unit}` : figure;
}
