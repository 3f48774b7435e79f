// Bundles the tests (node before 22.18 does not read TypeScript) and hands them to node's own runner.
// --tap=FILE also writes the results there in the one form that is the same on every version and in every language.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, 'node_modules', '.cache', 'test');
const folder = process.argv.includes('--browser') ? 'browser' : process.argv.includes('--gallery') ? 'gallery' : 'unit';
const tap = process.argv.find((argument) => argument.startsWith('--tap='))?.slice('--tap='.length);
const names = readdirSync(join(here, folder)).filter((name) => name.endsWith('.test.ts'));

rmSync(join(out, folder), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: names.map((name) => join('test', folder, name)),
  outdir: join(out, folder),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  sourcemap: 'inline',
  packages: 'external',
  logLevel: 'warning',
});
const files = names.map((name) => join(out, folder, name.replace(/\.ts$/, '.mjs')));
const options = ['--enable-source-maps', '--import', pathToFileURL(join(here, 'globals.mjs')).href, '--test'];
// The browser tests mostly wait (for reconnections, for mosquitto): two files at a time need no more of the machine's cores than one.
if (folder === 'browser') options.push('--test-concurrency=2');
options.push('--test-reporter=spec', '--test-reporter-destination=stdout');
if (tap !== undefined) options.push('--test-reporter=tap', `--test-reporter-destination=${tap}`);
const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: 'inherit', cwd: root });
process.exit(status ?? 1);
