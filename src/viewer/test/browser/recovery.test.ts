import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Lab, eventually } from '../lab/lab.ts';

let lab: Lab;
before(async () => (lab = await Lab.start()));
after(() => lab.dispose());
afterEach(() => lab.clear());

test('A restarted camera is back without a reload, and its last picture stayed meanwhile', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await lab.tell((camera) => camera.kill());
  await viewer.reaches('offline');
  assert.notEqual(await viewer.page.getAttribute('html', 'data-picture'), null);
  await lab.camera();
  await viewer.reaches('live', 5_000);
  assert.notEqual((await viewer.probe()).session, session);
});

test('A restarted broker interrupts nothing', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await lab.broker.stop();
  await viewer.until('document.documentElement.dataset.state === "live"');
  await lab.broker.start();
  await eventually('the camera is back on the broker', () => lab.tell((camera) => camera.guests.length === 1));
  await viewer.until('window.camagent.statistics?.framesDecoded > 60');
  assert.equal((await viewer.probe()).session, session);
});

test('Without a broker the page says which one, and starts when it comes', async () => {
  await lab.camera();
  await lab.broker.stop();
  const viewer = await lab.viewer('?via=mqtt');
  await viewer.reaches('no-broker');
  assert.match(await viewer.text('#advice'), new RegExp(`127\\.0\\.0\\.1:${lab.broker.port}`));
  await lab.broker.start();
  await viewer.reaches('live', 20_000);
});

test('Without a broker the page takes WHEP where the camera serves it', async () => {
  await lab.camera();
  await lab.broker.stop();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  assert.equal((await viewer.probe()).signaling, 'whep');
  await lab.broker.start();
});

test('A broker that does not let the page in is told of in words, and WHEP is taken where the camera serves it', async () => {
  await lab.camera();
  await lab.broker.stop();
  lab.broker.anonymous = false;
  await lab.broker.start();
  try {
    const viewer = await lab.viewer('?via=mqtt');
    await viewer.reaches('refused');
    assert.equal(await viewer.text('#headline'), 'The broker refuses this page');
    assert.match(await viewer.text('#advice'), /not authorized/);
    const other = await lab.viewer();
    await other.reaches('live');
    assert.equal((await other.probe()).signaling, 'whep');
  } finally {
    lab.broker.anonymous = true;
    await lab.broker.stop();
    await lab.broker.start();
  }
});

test('A camera that is switched off says so at once, and the picture comes back with it', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await lab.tell((camera) => camera.switch(false));
  await viewer.reaches('camera-off', 3_000);
  await viewer.until('document.querySelector("#headline").textContent === "Front door is switched off"');
  await lab.tell((camera) => camera.switch(true));
  await viewer.reaches('live', 5_000);
});

test('A full camera is tried again until somebody leaves', async () => {
  await lab.camera();
  await lab.tell((camera) => void (camera.mood = 'busy'));
  const viewer = await lab.viewer();
  await viewer.reaches('busy');
  await lab.tell((camera) => void (camera.mood = 'kind'));
  await viewer.reaches('live', 15_000);
});

test('A path that dies without a word is noticed and replaced', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await lab.tell((camera) => camera.vanish());
  await viewer.until(`window.camagent.state === "live" && window.camagent.session !== ${JSON.stringify(session)}`, 15_000);
});

test('An ended session gives its reason in words and is replaced', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await lab.tell((camera, name) => camera.end(name, 'restarting'), session ?? '');
  await viewer.until(`window.camagent.state === "live" && window.camagent.session !== ${JSON.stringify(session)}`);
});

test('A picture that stops is said to have stopped', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  await lab.tell((camera) => void (camera.frozen = true));
  await viewer.until('document.querySelector("#headline").textContent === "The picture has stopped"', 12_000);
  await lab.tell((camera) => void (camera.frozen = false));
  await viewer.reaches('live', 20_000);
});

test('Old sessions are left, not abandoned: the camera ends with one guest', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  for (let i = 0; i < 3; i++) {
    await viewer.page.reload();
    await viewer.reaches('live');
  }
  await eventually('one guest', () => lab.tell((camera) => camera.guests.length === 1), 5_000);
});

test('An interrupted path is mended in the same session, by an ICE restart', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await viewer.pretends('disconnected');
  await viewer.reaches('reconnecting');
  const offers = () => lab.tell((camera, name) => camera.heard.filter((heard) => heard.type === 'offer' && heard.session === name).map((heard) => heard.detail), session ?? '');
  await eventually('a second offer', async () => (await offers()).length === 2);
  const [first, second] = await offers();
  assert.notEqual(first, second, 'a restart has new credentials (RFC 8445 §9)');
  await viewer.pretends('connected');
  await viewer.reaches('live');
  assert.equal((await viewer.probe()).session, session);
});

test('An interrupted path that cannot be mended is replaced', async () => {
  await lab.camera();
  const viewer = await lab.viewer();
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await viewer.pretends('disconnected');
  await viewer.until(`window.camagent.state === "live" && window.camagent.session !== ${JSON.stringify(session)}`, 20_000);
  await eventually('one guest', () => lab.tell((camera) => camera.guests.length === 1), 5_000);
});

test('An interrupted path is mended over WHEP too: new credentials by PATCH, the session stays', async () => {
  await lab.camera();
  const viewer = await lab.viewer('?via=whep');
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  const credentials = () => viewer.page.evaluate('[window.lastPeer.localDescription.sdp, window.lastPeer.remoteDescription.sdp].map((sdp) => /ice-ufrag:(\\S+)/.exec(sdp)[1])') as Promise<string[]>;
  const before = await credentials();
  await viewer.pretends('disconnected');
  await viewer.reaches('reconnecting');
  await eventually('new credentials on both sides', async () => (await credentials()).every((ufrag, i) => ufrag !== before[i]));
  const restarts = await lab.tell((camera) => camera.heard.filter((heard) => heard.type === 'restart').map((heard) => [heard.session, heard.detail]));
  assert.deepEqual(restarts, [[session, (await credentials())[0]]]);
  // The candidates of the new generation go to its entity tag.
  await eventually('candidates', async () => lab.server.requests.some(({ method, headers, body }) => method === 'PATCH' && headers['if-match'] === '"2"' && body.includes('a=candidate:')));
  await viewer.pretends('connected');
  await viewer.reaches('live');
  const { statistics } = await viewer.probe();
  await viewer.until(`window.camagent.statistics?.framesDecoded > ${(statistics?.framesDecoded ?? 0) + 30}`);
  assert.equal((await viewer.probe()).session, session);
  assert.equal(lab.server.requests.filter(({ method }) => method === 'POST').length, 1);
});

test('Where WHEP cannot restart, an interrupted path is replaced', async () => {
  await lab.camera();
  lab.canRestart = false;
  const viewer = await lab.viewer('?via=whep');
  await viewer.reaches('live');
  const { session } = await viewer.probe();
  await viewer.pretends('disconnected');
  await viewer.until(`window.camagent.state === "live" && window.camagent.session !== ${JSON.stringify(session)}`, 20_000);
  await eventually('one guest', () => lab.tell((camera) => camera.guests.length === 1), 5_000);
});
