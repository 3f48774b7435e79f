/** Figures and names as people read them. */

export function bitrate(bitsPerSecond: number): string {
  return bitsPerSecond >= 999_500 ? `${(bitsPerSecond / 1e6).toFixed(2)} Mbit/s` : `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

export function milliseconds(value: number | undefined): string {
  if (value === undefined) return '–';
  return Math.abs(value) >= 9_995 ? `${(value / 1000).toFixed(1)} s` : `${value >= 0 && value < 9.95 && value !== Math.round(value) ? value.toFixed(1) : Math.round(value)} ms`;
}

export function percent(value: number): string {
  return value === 0 ? '0 %' : value < 0.1 ? '< 0.1 %' : `${value.toFixed(1)} %`;
}

/** `Front-door_2026-11-20_15-47-16.jpg`: sorts by time, and every file system takes it. */
export function snapshotName(camera: string, at: Date): string {
  const name = camera.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 48) || 'camera';
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${name}_${date}_${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}.jpg`;
}
