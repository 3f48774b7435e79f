import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateFingerprint, helloMac, offerMac } from '../../src/access.ts';
import * as base64url from '../../src/base64url.ts';
import { forSeeds } from '../seeded.ts';

// The expected values come from OpenSSL:
//   KEY=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
//   printf 'camagent/v1/hello\nfront-door\nAbCdEfGhIjKlMnOpQrStUv\nalice\nMDEyMzQ1Njc4OWFiY2RlZg' |
//     openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | base64 | tr '+/' '-_' | tr -d '='
//   H=$(printf 'v=0\r\ns=Grüße\r\n' | sha256sum | cut -c1-64)
//   printf "camagent/v1/offer\nfront-door\nAbCdEfGhIjKlMnOpQrStUv\nZmVkY2JhOTg3NjU0MzIxMA\n$H" | openssl dgst … as above
const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const SESSION = 'AbCdEfGhIjKlMnOpQrStUv';

test('The MAC of a hello is the one the contract describes', () => {
  assert.equal(helloMac(KEY, 'front-door', SESSION, 'alice', 'MDEyMzQ1Njc4OWFiY2RlZg'), 'wdpFzMd6lB845J2dukTToUWLnLlHZswUpItusbRjWsk');
});

test('The name of a viewer enters the MAC as UTF-8', () => {
  assert.equal(helloMac(KEY, 'front-door', SESSION, 'Jürgen', 'MDEyMzQ1Njc4OWFiY2RlZg'), 'AaeVdWoKYnbGH6LSggI1uUXjS8l4vNSzthFdHQHCcxE');
});

test('The MAC of an offer covers the hash of its SDP as UTF-8', () => {
  assert.equal(offerMac(KEY, 'front-door', SESSION, 'ZmVkY2JhOTg3NjU0MzIxMA', 'v=0\r\ns=Grüße\r\n'), 'oz_82DDqHP70bTmEjgKv5Y3__1v7VBY6CkzRxLLop3E');
});

test('One changed character of the SDP changes the MAC', () => {
  const mac = (sdp: string) => offerMac(KEY, 'front-door', SESSION, 'ZmVkY2JhOTg3NjU0MzIxMA', sdp);
  assert.notEqual(mac('v=0\r\ns=Grüße\r\n'), mac('v=0\r\ns=Grüsse\r\n'));
});

// printf abc | openssl dgst -sha256 -c
test('A certificate is known by the SDP form of its SHA-256', () => {
  const expected = 'BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD';
  assert.equal(certificateFingerprint(new TextEncoder().encode('abc')), expected);
});

test('base64url comes back as it went', () => {
  forSeeds(200, (random) => {
    const bytes = Uint8Array.from({ length: random.below(70) }, () => random.below(256));
    assert.deepEqual(base64url.decode(base64url.encode(bytes)), bytes);
  });
});

test('base64url with padding, foreign characters or stray bits is refused', () => {
  for (const text of ['AA==', 'A', 'AA+A', 'AA/A', 'AB', 'AA A', 'AAÄA']) assert.equal(base64url.decode(text), undefined, text);
});

test('A session name has 22 characters that the contract allows, and never the same twice', () => {
  const names = Array.from({ length: 100 }, () => base64url.random(16));
  for (const name of names) assert.match(name, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(new Set(names).size, 100);
});
