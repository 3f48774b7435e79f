/** The test picture's machine-readable clock (contract §9): 48 squares, 40 bits of milliseconds and their CRC-8. */

export const SQUARES = 48;
/** The row's height in the source picture, pixels; its width is 48 times that. */
export const SQUARE = 16;
const WRAP = 2 ** 40;

/** CRC-8 with polynomial x⁸+x²+x+1 (0x07), initial value 0, nothing reflected. */
export function crc8(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

/**
 * Milliseconds modulo 2^40 from the luminance (0–255) in the middle of each of the 48 squares, or undefined when this
 * is not a clock: a grey square, or a checksum that does not fit.
 */
export function decodeClock(luminance: ArrayLike<number>): number | undefined {
  if (luminance.length !== SQUARES) return undefined;
  const bytes = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < SQUARES; i++) {
    const level = luminance[i] ?? 128;
    // Compression moves black and white towards each other, not past these.
    if (level > 96 && level < 160) return undefined;
    const byte = i >> 3;
    bytes[byte] = ((bytes[byte] ?? 0) << 1) | (level >= 160 ? 1 : 0);
  }
  const checksum = bytes.pop();
  // An all-black strip has a right checksum too (the CRC of zeros is zero); no camera shows the year 1970.
  if (bytes.every((byte) => byte === 0) || crc8(bytes) !== checksum) return undefined;
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** How long ago the clock showed `shown` (both modulo 2^40 ms): negative when the camera's clock is ahead of ours. */
export function clockDelay(nowMs: number, shown: number): number {
  const difference = (((nowMs - shown) % WRAP) + WRAP) % WRAP;
  return difference >= WRAP / 2 ? difference - WRAP : difference;
}
