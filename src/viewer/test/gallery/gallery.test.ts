/** Screenshots of every state, dark and light, desktop and phone, for people to look at: `npm run gallery` writes artifacts/gallery. */
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import { Lab, type Viewing } from '../lab/lab.ts';

const OUT = 'artifacts/gallery';
const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1280, height: 720 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  landscape: { viewport: { width: 844, height: 390 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};
const only = process.env['CAMAGENT_GALLERY'] ?? '';

let lab: Lab;
before(async () => {
  mkdirSync(OUT, { recursive: true });
  lab = await Lab.start();
});
after(() => lab.dispose());
afterEach(() => lab.clear());

/** Takes each size in each theme of what `scene` brings about. */
function picture(name: string, scene: (open: (address?: string) => Promise<Viewing>) => Promise<Viewing>, sizes: readonly string[] = ['desktop', 'phone']): void {
  for (const size of sizes) {
    for (const colorScheme of ['dark', 'light'] as const) {
      test(`${name} ${size} ${colorScheme}`, { skip: !`${name}-${size}-${colorScheme}`.includes(only) }, async () => {
        await lab.camera();
        const viewing = await scene((address) => lab.viewer(address, { ...SIZES[size], colorScheme }));
        // Transitions of half a second end before the picture is taken.
        await viewing.page.waitForTimeout(700);
        await viewing.page.screenshot({ path: `${OUT}/${name}-${size}-${colorScheme}.png` });
      });
    }
  }
}

const ALL = ['desktop', 'phone', 'landscape'];

picture('live', async (open) => {
  const viewing = await open();
  await viewing.reaches('live');
  return viewing;
}, ALL);

picture('quiet', async (open) => {
  const viewing = await open();
  await viewing.reaches('live');
  await viewing.until('"quiet" in document.documentElement.dataset');
  return viewing;
}, ['desktop']);

picture('details', async (open) => {
  const viewing = await open('?details');
  await viewing.reaches('live');
  await viewing.page.waitForTimeout(7_000);
  return viewing;
}, ALL);

picture('device', async (open) => {
  const viewing = await open();
  await viewing.reaches('live');
  await viewing.page.keyboard.press('c');
  await viewing.until('document.querySelector("[data-output=relay]")');
  return viewing;
}, ALL);

picture('bad-link', async (open) => {
  await lab.tell((camera) => void (camera.device.telemetry = { loss: 0.08, retransmissions: 312, delay: 22, estimate: 700 }));
  const viewing = await open('?details');
  await viewing.reaches('live');
  await viewing.page.waitForTimeout(5_000);
  return viewing;
});

picture('connecting', async (open) => {
  await lab.tell((camera) => void (camera.mood = 'silent'));
  return open();
});

picture('reconnecting', async (open) => {
  const viewing = await open();
  await viewing.reaches('live');
  await lab.tell((camera) => void (camera.frozen = true));
  await viewing.reaches('reconnecting');
  return viewing;
}, ALL);

picture('offline', async (open) => {
  const viewing = await open();
  await viewing.reaches('live');
  await lab.tell((camera) => camera.kill());
  await viewing.reaches('offline');
  return viewing;
});

picture('camera-off', async (open) => {
  await lab.tell((camera) => camera.switch(false));
  const viewing = await open();
  await viewing.reaches('camera-off');
  return viewing;
}, ALL);

picture('busy', async (open) => {
  await lab.tell((camera) => void (camera.mood = 'busy'));
  const viewing = await open();
  await viewing.reaches('busy');
  return viewing;
});

picture('no-broker', async (open) => {
  lab.origin({ mqtt: 'ws://127.0.0.1:9' });
  const viewing = await open('?via=mqtt');
  await viewing.reaches('no-broker');
  return viewing;
});

picture('refused', async (open) => {
  await lab.camera('alice');
  const pairing = await lab.pairing();
  await lab.tell((camera) => camera.newIdentity());
  const viewing = await open(pairing);
  await viewing.reaches('refused');
  return viewing;
}, ALL);

picture('unpaired', async (open) => {
  await lab.camera('alice');
  const viewing = await open();
  await viewing.reaches('unpaired');
  return viewing;
}, ALL);

picture('chooser', async (open) => {
  const viewing = await open(await lab.pairing({ id: 'garden', name: 'Garden', viewer: 'Anna’s phone' }));
  await viewing.page.click('#camera');
  await viewing.page.click('#cameras li:first-child button');
  await viewing.reaches('live');
  await viewing.page.evaluate(`location.hash = ${JSON.stringify(await lab.pairing())}`);
  await viewing.until('window.camagent.camera === "front-door" && !document.querySelector("#camera").disabled');
  await viewing.page.click('#camera');
  return viewing;
});
