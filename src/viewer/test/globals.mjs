// Node 18 keeps the browser's `crypto` in a module; every browser, and node from 20 on, has it as a global.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
