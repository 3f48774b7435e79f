import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { Lab, eventually, type Viewing } from '../lab/lab.ts';

let lab: Lab;
before(async () => (lab = await Lab.start()));
after(() => lab.dispose());
afterEach(() => lab.clear());

async function open(address = ''): Promise<Viewing> {
  await lab.camera();
  const viewer = await lab.viewer(address);
  await viewer.reaches('live');
  return viewer;
}

test('The camera’s switches, inputs and sensors are shown as they are, and as they change', async () => {
  const viewer = await open();
  await viewer.page.keyboard.press('c');
  await viewer.until('document.querySelector("[data-output=relay]")?.innerText.includes("Off")');
  await viewer.until('document.querySelector("[data-sensor=soc-temperature]").innerText.includes("48.3 °C")');
  await lab.tell((camera) => camera.device.input('pir', true));
  await viewer.until('/on$/.test(document.querySelector("[data-input=pir]").innerText)');
  await viewer.until('document.querySelector("#watchers").textContent === "Only you are watching"');
  assert.deepEqual(viewer.errors, []);
});

test('A lamp is switched by pointer and by keyboard', async () => {
  const viewer = await open();
  await viewer.page.click('#remote');
  await viewer.page.click('[data-output=relay]');
  await viewer.until('document.querySelector("[data-output=relay]").ariaChecked === "true"');
  assert.equal(await lab.tell((camera) => camera.device.outputs['relay']), true);
  await viewer.page.focus('[data-output=relay]');
  await viewer.page.keyboard.press('Space');
  await viewer.until('document.querySelector("[data-output=relay]").ariaChecked === "false"');
});

test('The camera’s settings are sliders, choices and switches by their kind', async () => {
  const viewer = await open();
  await viewer.page.click('#remote');
  await viewer.page.locator('[data-control=brightness] input').fill('77');
  await eventually('brightness 77', () => lab.tell((camera) => camera.device.controls[0]?.value === 77));
  await viewer.page.selectOption('[data-control=rotation] select', '180');
  await eventually('rotation 180', () => lab.tell((camera) => camera.device.controls[2]?.value === '180'));
  await viewer.page.click('[data-control=horizontal-flip]');
  await viewer.until('document.querySelector("[data-control=horizontal-flip]").ariaChecked === "true"');
});

test('Who may only watch sees the state, and nothing to press', async () => {
  await lab.camera();
  await lab.tell((camera) => void (camera.device.rights = ['view']));
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await viewer.page.click('#remote');
  await viewer.until('document.querySelector("[data-output=relay]")?.innerText.includes("off")');
  assert.equal(await viewer.page.locator('#parts button, #parts input, #parts select').count(), 0);
  assert.match(await viewer.text('#parts'), /may watch, but not control/);
});

test('The privacy switch asks first, and the page says why the picture is gone', async () => {
  const viewer = await open();
  await viewer.page.click('#remote');
  await viewer.page.click('#privacy');
  assert.equal(await lab.tell((camera) => camera.device.called.includes('camera.set')), false);
  await viewer.page.click('#privacy-sure');
  await viewer.reaches('camera-off', 5_000);
  await viewer.until('document.querySelector("#headline").textContent === "Front door is switched off"');
  await lab.tell((camera) => camera.switch(true));
  await viewer.reaches('live', 10_000);
});

test('A snapshot comes from the camera, and from the screen where the camera has none', async () => {
  const viewer = await open();
  await viewer.until('window.camagent.device');
  for (const hasSnapshots of [true, false]) {
    await lab.tell((camera, has) => void (camera.device.hasSnapshots = has ?? false), hasSnapshots);
    const [download] = await Promise.all([viewer.page.waitForEvent('download'), viewer.page.keyboard.press('s')]);
    assert.deepEqual([...readFileSync(await download.path()).subarray(0, 3)], [0xff, 0xd8, 0xff]);
  }
  assert.equal(await lab.tell((camera) => camera.device.called.filter((method) => method === 'snapshot.take').length), 2);
});

test('The connection is explained: the way, a sentence, the figures, and where the delay is spent', async () => {
  const viewer = await open('?details');
  await viewer.until('window.camagent.explanation && window.camagent.telemetry && document.querySelectorAll("#delay-legend li").length >= 4');
  assert.match(await viewer.text('#link-sentence'), /stays on this machine|directly, within your network/);
  assert.match(await viewer.text('#link-rate-note'), /target 1\.80 Mbit\/s, line 4\.20 Mbit\/s/);
  await viewer.page.click('#echo-test');
  await viewer.until('/^All 20 messages came back: /.test(document.querySelector("#echo-result").textContent)');
  assert.deepEqual(viewer.errors, []);
});

test('The report can be copied, and has no address in it', async () => {
  const viewer = await open('?details');
  await viewer.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await viewer.until('window.camagent.explanation && window.camagent.telemetry');
  await viewer.page.click('#copy-report');
  await viewer.until('document.querySelector("#toast").textContent === "Report copied"');
  const report = (await viewer.page.evaluate('navigator.clipboard.readText()')) as string;
  assert.match(report, /^CamAgent connection report/);
  assert.doesNotMatch(report.replace(/Chrome\/[\d.]+/g, ''), /\b\d{1,3}(\.\d{1,3}){3}\b|\.local|#pair/);
});

test('A hidden tab pauses its video, and goes on when it is seen', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.page.clock.install();
  await viewer.page.reload();
  await viewer.page.clock.resume();
  await viewer.reaches('live');
  await viewer.until('window.camagent.device');
  const pretend = (hidden: boolean) => viewer.page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: '${hidden ? 'hidden' : 'visible'}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));`);
  await pretend(true);
  await viewer.page.clock.fastForward(31_000);
  await eventually('a pause', () => lab.tell((camera) => camera.device.called.includes('stream.pause')));
  assert.equal((await viewer.probe()).paused, true);
  const { session, statistics } = await viewer.probe();
  await pretend(false);
  await eventually('a resumption', () => lab.tell((camera) => camera.device.called.includes('stream.resume')));
  await viewer.until(`window.camagent.statistics.framesDecoded > ${(statistics?.framesDecoded ?? 0) + 20}`);
  assert.equal((await viewer.probe()).session, session);
  assert.equal((await viewer.probe()).state, 'live');
});
