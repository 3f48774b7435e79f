import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOff } from '../../src/reconnect.ts';
import { StallWatch } from '../../src/stall.ts';
import { forSeeds } from '../seeded.ts';

test('The first attempt after a loss is nearly at once', () => {
  assert.equal(backOff(0, () => 0), 0);
  assert.equal(backOff(0, () => 0.999), 150);
});

test('Later attempts wait longer, and never longer than 15 seconds', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => backOff(attempt, () => 1)), [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

test('Every wait is between half and the whole of its ceiling, so that viewers spread', () => {
  forSeeds(300, (random) => {
    const attempt = 1 + random.below(8);
    const ceiling = backOff(attempt, () => 1);
    const wait = backOff(attempt, random.next);
    assert.ok(wait >= ceiling / 2 && wait <= ceiling, `attempt ${attempt} waits ${wait}`);
  });
});

/** Ticks once a second from `from`, with figures made by `figures`, until `until`; gives the verdicts. */
function ticks(watch: StallWatch, from: number, until: number, figures: (second: number) => [frames: number, packets: number], visible = true): string[] {
  const verdicts: string[] = [];
  for (let at = from; at <= until; at++) {
    const [frames, packets] = figures(at);
    verdicts.push(watch.tick(at * 1000, frames, packets, visible));
  }
  return verdicts;
}

test('A running picture is fine, at thirty frames a second and at one', () => {
  const watch = new StallWatch();
  watch.begin(0);
  assert.ok(ticks(watch, 1, 60, (s) => [s * 30, s * 100]).every((verdict) => verdict === 'fine'));
  assert.ok(ticks(watch, 61, 120, (s) => [s, s * 3]).every((verdict) => verdict === 'fine'));
});

test('A path that brings nothing for four seconds is given up', () => {
  const watch = new StallWatch();
  watch.begin(0);
  ticks(watch, 1, 10, (s) => [s * 30, s * 100]);
  assert.deepEqual(ticks(watch, 11, 15, () => [300, 1000]), ['fine', 'fine', 'fine', 'fine', 'stalled']);
});

test('While packets still come, the stop is said first and the session given up later', () => {
  const watch = new StallWatch();
  watch.begin(0);
  ticks(watch, 1, 10, (s) => [s * 30, s * 100]);
  const verdicts = ticks(watch, 11, 20, (s) => [300, s * 100]);
  assert.equal(verdicts.indexOf('stopped'), 4);
  assert.equal(verdicts.indexOf('stalled'), 9);
});

test('A hidden page need not decode', () => {
  const watch = new StallWatch();
  watch.begin(0);
  assert.ok(ticks(watch, 1, 30, (s) => [1, s * 100], false).every((verdict) => verdict === 'fine'));
});

test('After a sleep the path has to prove itself', () => {
  const watch = new StallWatch();
  watch.begin(0);
  ticks(watch, 1, 5, (s) => [s * 30, s * 100]);
  assert.deepEqual(ticks(watch, 3600, 3603, () => [150, 500]), ['fine', 'fine', 'dead', 'dead']);
});

test('A path that lived through the sleep stays', () => {
  const watch = new StallWatch();
  watch.begin(0);
  ticks(watch, 1, 5, (s) => [s * 30, s * 100]);
  assert.ok(ticks(watch, 3600, 3620, (s) => [s * 30, s * 100]).every((verdict) => verdict === 'fine'));
});

test('Packets from before a doubt prove nothing', () => {
  const watch = new StallWatch();
  watch.begin(0);
  ticks(watch, 1, 5, (s) => [s * 30, s * 100]);
  watch.doubt(5_900);
  assert.deepEqual(ticks(watch, 6, 8, () => [170, 570]), ['fine', 'fine', 'dead']);
});
