import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../../src/base64url.ts';
import { cameras, parseOrigin } from '../../src/camera.ts';
import { pairingText, parsePairing } from '../../src/pairing.ts';
import { Pairings } from '../../src/pairings.ts';
import { forSeeds } from '../seeded.ts';

const LINK = {
  v: 1,
  id: 'front-door',
  name: 'Front door',
  fingerprint: Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0').toUpperCase()).join(':'),
  viewer: 'alice',
  secret: encode(Uint8Array.from({ length: 32 }, (_, i) => 255 - i)),
  mqtt: 'wss://broker.example.org/mqtt',
  topicPrefix: 'camagent',
};

function encoded(changes: Readonly<Record<string, unknown>> = {}): string {
  return encode(new TextEncoder().encode(JSON.stringify({ ...LINK, ...changes })));
}

test('A pairing link is read as the camera wrote it', () => {
  const { v: _, ...expected } = LINK;
  assert.deepEqual(parsePairing(encoded()), expected);
});

test('Members that are not known are ignored', () => {
  assert.equal(parsePairing(encoded({ colour: 'blue' }))?.id, 'front-door');
});

test('A camera without a broker can be paired', () => {
  assert.equal(parsePairing(encoded({ mqtt: '' }))?.mqtt, '');
});

const HOSTILE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'another version': { v: 2 },
  'an id that would leave its topic': { id: 'a/b' },
  'an id with a wildcard': { id: '#' },
  'a fingerprint that is too short': { fingerprint: 'AA:BB' },
  'a fingerprint of another form': { fingerprint: LINK.fingerprint.replaceAll(':', '-') },
  'a viewer with a line feed, which would forge fields of the MAC': { viewer: 'alice\nbob' },
  'no viewer': { viewer: '' },
  'a secret of 31 bytes': { secret: encode(new Uint8Array(31)) },
  'a secret that is not base64url': { secret: `${LINK.secret.slice(0, -1)}=` },
  'a broker that is a script': { mqtt: 'javascript:alert(1)' },
  'a broker over http': { mqtt: 'http://broker.example.org' },
  'a broker that is an object': { mqtt: { url: 'wss://x' } },
  'a topic prefix with a wildcard': { topicPrefix: 'cam/+/x' },
  'a topic prefix that begins with a slash': { topicPrefix: '/camagent' },
  'a topic prefix that is endless': { topicPrefix: 'x'.repeat(65) },
};

for (const [what, changes] of Object.entries(HOSTILE)) {
  test(`A link with ${what} is refused`, () => assert.equal(parsePairing(encoded(changes)), undefined));
}

test('A name cannot break the line, reverse the text or fill the page', () => {
  const name = parsePairing(encoded({ name: `Front\n\u202Edoor ${'x'.repeat(500)}` }))?.name ?? '';
  assert.match(name, /^Front door x+…$/);
  assert.ok(name.length <= 64);
});

test('No link, however broken, throws', () => {
  forSeeds(2000, (random) => {
    parsePairing(random.mutate(encoded()));
    parsePairing(encode(new TextEncoder().encode(random.mutate(JSON.stringify(LINK)))));
    parsePairing(encode(new TextEncoder().encode(JSON.stringify(random.json()))));
    parsePairing(encode(Uint8Array.from({ length: random.below(300) }, () => random.below(256))));
  });
});

test('A link of a megabyte is not looked at', () => {
  assert.equal(parsePairing('A'.repeat(1 << 20)), undefined);
});

test('The pairing is found in an address, in a hash and in a pasted link', () => {
  for (const text of ['#pair=abc', 'http://cam.local:8080/#pair=abc', '  https://cam.example.org/?via=mqtt#pair=abc\n', '#x=1&pair=abc']) assert.equal(pairingText(text), 'abc', text);
  for (const text of ['', '#', 'pair=abc', 'https://cam.example.org/?pair=abc', '#pair=']) assert.equal(pairingText(text), undefined, text);
});

class FakeStorage implements Storage {
  readonly map = new Map<string, string>();
  readonly [name: string]: unknown;
  get length(): number {
    return this.map.size;
  }
  clear(): void {
    this.map.clear();
  }
  key(): string | null {
    return null;
  }
  getItem(key: string): string | null {
    return this.map.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.map.set(key, value);
  }
  removeItem(key: string): void {
    this.map.delete(key);
  }
}

test('Pairings outlast the page, the newest first, one for each camera', () => {
  const storage = new FakeStorage();
  const first = new Pairings(storage);
  for (const changes of [{}, { id: 'garden' }, { viewer: 'bob' }]) {
    const pairing = parsePairing(encoded(changes));
    if (pairing) first.save(pairing);
  }
  assert.deepEqual(new Pairings(storage).all.map(({ id, viewer }) => [id, viewer]), [['front-door', 'bob'], ['garden', 'alice']]);
});

test('A forgotten camera leaves no secret behind', () => {
  const storage = new FakeStorage();
  const pairings = new Pairings(storage);
  const pairing = parsePairing(encoded());
  assert.ok(pairing);
  pairings.save(pairing);
  pairings.forget('front-door');
  assert.ok(![...storage.map.values()].join().includes(LINK.secret));
});

test('Storage with rubbish in it, or none at all, means no cameras', () => {
  const storage = new FakeStorage();
  for (const rubbish of ['', '{', 'null', '[null,{"id":1}]', '{"length":9}']) {
    storage.setItem('camagent.pairings', rubbish);
    assert.deepEqual(new Pairings(storage).all, [], rubbish);
  }
  assert.deepEqual(new Pairings(undefined).all, []);
});

const ORIGIN = { v: 1, id: 'front-door', name: 'Front door', version: '1.0', signaling: ['mqtt', 'whep'], mqtt: 'ws://127.0.0.1:9001', topicPrefix: 'camagent', accessRequired: false, demo: true };

test('The camera of the page and its pairing are one camera', () => {
  const pairing = parsePairing(encoded());
  const [camera, ...others] = cameras(parseOrigin(ORIGIN), pairing ? [pairing] : []);
  assert.equal(others.length, 0);
  assert.equal(camera?.whep, true);
  assert.equal(camera?.credentials?.viewer, 'alice');
  assert.equal(camera?.broker?.url, 'wss://broker.example.org/mqtt');
});

test('The token of one camera is never for the address of another', () => {
  const pairing = parsePairing(encoded({ id: 'garden' }));
  const [own, garden] = cameras(parseOrigin(ORIGIN), pairing ? [pairing] : []);
  assert.equal(own?.credentials, undefined);
  assert.equal(garden?.whep, false);
});

test('A page that does not say otherwise requires access', () => {
  const { accessRequired: _, ...silent } = ORIGIN;
  assert.equal(parseOrigin(silent)?.accessRequired, true);
});

test('What is not a viewer.json is not one', () => {
  for (const rubbish of [null, [], 'x', {}, { ...ORIGIN, v: 2 }, { ...ORIGIN, id: '../x' }]) assert.equal(parseOrigin(rubbish), undefined);
  forSeeds(500, (random) => void parseOrigin(random.json()));
});
