import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockDelay, crc8, decodeClock } from '../../src/clock.ts';
import { forSeeds } from '../seeded.ts';

// Computed apart from this code, in Python: 1795190400123 modulo 2^40 is a1f9afa47b, its CRC-8 0x11.
const STRIP = '101000011111100110101111101001000111101100010001';
const SHOWN = 695678772347;

function luminance(bits: string, black = 16, white = 235): number[] {
  return Array.from(bits, (bit) => (bit === '1' ? white : black));
}

// The check value of CRC-8 (polynomial 0x07, no reflection) in the catalogue of CRC algorithms.
test('The CRC is CRC-8 with polynomial 0x07', () => {
  assert.equal(crc8(new TextEncoder().encode('123456789')), 0xf4);
});

test('A strip of squares is read as milliseconds', () => {
  assert.equal(decodeClock(luminance(STRIP)), SHOWN);
});

test('Compression may grey the squares a little', () => {
  assert.equal(decodeClock(luminance(STRIP, 70, 180)), SHOWN);
});

test('One wrong square is noticed, whichever it is', () => {
  for (let i = 0; i < STRIP.length; i++) {
    const flipped = STRIP.slice(0, i) + (STRIP[i] === '1' ? '0' : '1') + STRIP.slice(i + 1);
    assert.equal(decodeClock(luminance(flipped)), undefined, `square ${i}`);
  }
});

test('A grey square, too few squares, or a black picture is no clock', () => {
  assert.equal(decodeClock([128, ...luminance(STRIP).slice(1)]), undefined);
  assert.equal(decodeClock(luminance(STRIP).slice(1)), undefined);
  assert.equal(decodeClock(luminance('0'.repeat(48))), undefined);
});

test('An ordinary picture is hardly ever taken for a clock', () => {
  let taken = 0;
  forSeeds(4000, (random) => {
    if (decodeClock(Array.from({ length: 48 }, () => (random.next() < 0.5 ? 20 : 230))) !== undefined) taken++;
  });
  assert.ok(taken < 40, `${taken} of 4000: a CRC of eight bits lets one in 256 pass`);
});

test('The delay is the way from the picture to now', () => {
  assert.equal(clockDelay(1795190400200, SHOWN), 77);
});

test('A camera whose clock is ahead gives a negative delay', () => {
  assert.equal(clockDelay(1795190400100, SHOWN), -23);
});

test('The delay survives the turn of the clock at 2^40', () => {
  assert.equal(clockDelay(2 ** 40 + 15, 2 ** 40 - 10), 25);
});
