import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Lab, eventually } from '../lab/lab.ts';

let lab: Lab;
before(async () => (lab = await Lab.start()));
after(() => lab.dispose());
afterEach(() => lab.clear());

test('The page shows the picture over MQTT, without asking', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const probe = await viewer.probe();
  assert.equal(probe.signaling, 'mqtt');
  assert.equal(viewer.sockets.length, 1);
  assert.match(probe.session ?? '', /^[A-Za-z0-9_-]{22}$/);
  await viewer.until('window.camagent.statistics?.framesDecoded > 20 && window.camagent.statistics?.width === 1280');
  const { timings } = await viewer.probe();
  console.log(`# first frame after ${Math.round((timings?.firstFrameAt ?? 0) - (timings?.openedAt ?? 0))} ms`, JSON.stringify(timings));
  assert.deepEqual(viewer.errors, []);
});

test('The page shows the picture over WHEP when told to', async () => {
  await lab.camera();
  const viewer = await lab.viewer('?via=whep');
  await viewer.reaches('live');
  assert.equal((await viewer.probe()).signaling, 'whep');
  assert.deepEqual(viewer.sockets, [], 'nobody asked for the broker');
  assert.deepEqual(viewer.errors, []);
});

test('The clock in the picture tells the delay', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.until('window.camagent.clock.samples.length > 12', 20_000);
  const { clock } = await viewer.probe();
  console.log(`# delay ${Math.round(clock.delayMs ?? NaN)} ms`);
  assert.ok(clock.delayMs !== undefined && clock.delayMs > 0 && clock.delayMs < 1_000, String(clock.delayMs));
});

test('A closed page says bye over MQTT', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await viewer.page.close({ runBeforeUnload: false });
  await eventually('a bye', () => lab.tell((camera, name) => camera.heard.some((heard) => heard.type === 'bye' && heard.session === name), session ?? ''), 3_000);
});

test('A page that is left for another says bye too', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await viewer.page.goto('about:blank');
  await eventually('a bye', () => lab.tell((camera) => camera.heard.some((heard) => heard.type === 'bye' && heard.detail === 'page closed')), 3_000);
});

test('A closed page ends its WHEP session', async () => {
  await lab.camera();
  const viewer = await lab.viewer('?via=whep');
  await viewer.reaches('live');
  await viewer.page.goto('about:blank');
  await eventually('a DELETE', async () => lab.server.requests.some(({ method }) => method === 'DELETE'), 3_000);
});

test('A paired viewer proves itself, sees the picture, and keeps the pairing out of the address', async () => {
  await lab.camera('alice');
  const viewer = await lab.viewer(await lab.pairing());
  await viewer.reaches('live');
  assert.equal(await viewer.page.evaluate('location.hash'), '');
  await viewer.page.reload();
  await viewer.reaches('live');
});

test('A paired viewer over WHEP sends its token', async () => {
  await lab.camera('alice');
  const viewer = await lab.viewer(`?via=whep${await lab.pairing()}`);
  await viewer.reaches('live');
  assert.match(lab.server.requests[0]?.headers.authorization ?? '', /^Bearer [A-Za-z0-9_-]{43}$/);
});

test('Somebody else’s certificate is refused in clear words, and nothing is shown', async () => {
  await lab.camera('alice');
  const pairing = await lab.pairing();
  await lab.tell((camera) => camera.newIdentity());
  const viewer = await lab.viewer(pairing);
  await viewer.reaches('refused');
  assert.equal(await viewer.text('#headline'), 'This is not the camera you paired with');
  assert.equal(await viewer.page.evaluate('document.querySelector("video").readyState'), 0);
});

test('A viewer who was removed is told so', async () => {
  await lab.camera('bob');
  const viewer = await lab.viewer(await lab.pairing());
  await viewer.reaches('refused');
  assert.match(await viewer.text('#headline'), /does not know this viewer/);
});

test('A camera that wants a pairing asks for the link, and takes a pasted one', async () => {
  await lab.camera('alice');
  const viewer = await lab.viewer();
  await viewer.reaches('unpaired');
  await viewer.page.fill('#link', 'nonsense');
  await viewer.page.click('#pair button');
  assert.equal(await viewer.page.getAttribute('#link', 'aria-invalid'), 'true');
  await viewer.page.fill('#link', `${lab.server.url}${await lab.pairing()}`);
  await viewer.page.click('#pair button');
  await viewer.reaches('live');
});

test('Of several cameras one is chosen, and one can be forgotten', async () => {
  await lab.camera();
  const viewer = await lab.viewer(await lab.pairing({ id: 'garden', name: 'Garden' }));
  await viewer.until('document.querySelector("#name").textContent === "Garden"');
  await viewer.page.click('#camera');
  await viewer.page.click('#cameras li:first-child button');
  await viewer.reaches('live');
  assert.equal((await viewer.probe()).camera, 'front-door');
  await viewer.page.click('#camera');
  await viewer.page.click('#cameras li:nth-child(2) button');
  await viewer.until('window.camagent.camera === "garden"');
  await viewer.page.click('#camera');
  await viewer.page.click('.forget');
  await viewer.page.click('.forget');
  await viewer.reaches('live');
  assert.equal(await viewer.page.evaluate('localStorage.getItem("camagent.pairings")'), '[]');
});
