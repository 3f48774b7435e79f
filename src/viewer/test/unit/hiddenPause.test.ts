import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HiddenPause } from '../../src/device/hiddenPause.ts';
import { testEcho } from '../../src/device/echoTest.ts';
import { FakeLine } from './deviceLab.ts';
import { FakeClock } from './mqttLab.ts';

function lab() {
  const clock = new FakeClock();
  const now = { hidden: false, keeps: false };
  const told: string[] = [];
  const pause = new HiddenPause({ isHidden: () => now.hidden, keepsPlaying: () => now.keeps, pause: () => told.push('pause'), resume: () => told.push('resume') }, clock);
  pause.available = true;
  const show = (hidden: boolean) => {
    now.hidden = hidden;
    pause.look();
  };
  return { clock, now, told, pause, show };
}

test('A hidden tab pauses after thirty seconds and resumes when it is seen', () => {
  const { clock, told, show } = lab();
  show(true);
  clock.advance(29_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ['pause']);
  show(false);
  assert.deepEqual(told, ['pause', 'resume']);
});

test('A glance at another tab pauses nothing', () => {
  const { clock, told, show } = lab();
  show(true);
  clock.advance(20_000);
  show(false);
  show(true);
  clock.advance(20_000);
  assert.deepEqual(told, []);
});

test('Who wants it to play in the background is not paused, and is resumed when the setting says so', () => {
  const { clock, now, told, pause, show } = lab();
  now.keeps = true;
  show(true);
  clock.advance(100_000);
  assert.deepEqual(told, []);
  now.keeps = false;
  pause.look();
  clock.advance(30_000);
  now.keeps = true;
  pause.look();
  assert.deepEqual(told, ['pause', 'resume']);
});

test('A session that comes while the tab is hidden pauses too; one that ended is not told', () => {
  const { clock, told, pause, show } = lab();
  show(true);
  clock.advance(30_000);
  pause.available = false;
  assert.equal(pause.isPaused, false);
  clock.advance(60_000);
  pause.available = true;
  clock.advance(30_000);
  assert.deepEqual(told, ['pause', 'pause']);
});

test('The connection test counts what returned, and how long it took', async () => {
  const line = new FakeLine();
  const clock = new FakeClock();
  let now = 0;
  const result = testEcho(line, () => now, clock);
  line.open();
  for (let i = 0; i < 20; i++) {
    now += 10 + i;
    if (i !== 5) line.receive(line.sent.at(-1));
    line.receive('echo 999');
    clock.advance(50);
  }
  clock.advance(2_000);
  assert.deepEqual(await result, { sent: 20, returned: 19, fastest: 10, median: 20, slowest: 29 });
  assert.equal(line.readyState, 'closed');
});

test('A camera without the test ends it at once', async () => {
  const line = new FakeLine();
  const result = testEcho(line, () => 0, new FakeClock());
  line.close();
  assert.equal((await result).sent, 0);
});
