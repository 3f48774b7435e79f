/** Guards for values that came from outside: whatever does not fit is `undefined`, never an exception. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses text no longer than `maxLength` characters whose outermost value is an object. */
export function parseObject(text: string, maxLength: number): JsonObject | undefined {
  if (text.length > maxLength) return undefined;
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function object(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function string(value: unknown, maxLength: number, pattern?: RegExp): string | undefined {
  return typeof value === 'string' && value.length <= maxLength && (!pattern || pattern.test(value)) ? value : undefined;
}

export function integer(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}

/** Text that another party wrote and a person will read: one line, bounded, without control or direction-changing characters. */
export function sentence(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') return '';
  const line = value.slice(0, maxLength * 2).replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
