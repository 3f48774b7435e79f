import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Lab } from '../lab/lab.ts';

let lab: Lab;
before(async () => (lab = await Lab.start()));
after(() => lab.dispose());
afterEach(() => lab.clear());

test('The details open and close by key, and say what a person wants to know', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await viewer.page.keyboard.press('d');
  await viewer.until('["1280 × 720", "H.264", "Direct", "MQTT"].every((text) => document.querySelector("#rows").innerText.includes(text))');
  await viewer.until('/Picture to screen\\s+\\d+ ms/.test(document.querySelector("#rows").innerText)');
  await viewer.page.keyboard.press('Escape');
  assert.equal(await viewer.page.isVisible('#details'), false);
});

test('A snapshot is a JPEG called by camera and time', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const [download] = await Promise.all([viewer.page.waitForEvent('download'), viewer.page.keyboard.press('s')]);
  assert.match(download.suggestedFilename(), /^Front-door_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.jpg$/);
  assert.deepEqual(viewer.errors, []);
});

test('Full screen comes and goes by key', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await viewer.page.keyboard.press('f');
  await viewer.until('document.fullscreenElement !== null');
  await viewer.page.keyboard.press('f');
  await viewer.until('document.fullscreenElement === null');
});

test('The controls leave a running picture alone, and come back for the keyboard', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await viewer.until('"quiet" in document.documentElement.dataset', 8_000);
  await viewer.page.keyboard.press('Tab');
  assert.equal(await viewer.page.evaluate('"quiet" in document.documentElement.dataset'), false);
});

test('Every control has a name, a place in the tab order and room for a thumb', async () => {
  await lab.camera();
  const viewer = await lab.viewer('?details', { viewport: { width: 390, height: 844 } });
  await viewer.reaches('live');
  const small = await viewer.page.evaluate(`[...document.querySelectorAll('button:not([hidden]):not(:disabled)')]
    .filter((button) => button.checkVisibility())
    .filter((button) => { const box = button.getBoundingClientRect(); return box.width < 44 || box.height < 44 || button.tabIndex < 0 || !(button.ariaLabel || button.innerText.trim()); })
    .map((button) => button.id)`);
  assert.deepEqual(small, []);
});

test('Each state is said aloud once, not once a second', async () => {
  await lab.camera();
  await lab.tell((camera) => void (camera.mood = 'busy'));
  const viewer = await lab.viewer();
  await viewer.reaches('busy');
  assert.match(await viewer.page.evaluate('document.querySelector("#announcement").textContent') as string, /^Front door is full\. /);
  assert.equal(await viewer.page.evaluate('document.querySelector("#countdown").closest("[aria-live]")'), null);
});
