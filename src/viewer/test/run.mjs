// Bundles the tests (node 20 does not read TypeScript) and hands them to node's own runner.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, 'node_modules', '.cache', 'test');
const folder = process.argv.includes('--browser') ? 'browser' : process.argv.includes('--gallery') ? 'gallery' : 'unit';
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
  target: 'node20',
  sourcemap: 'inline',
  packages: 'external',
  logLevel: 'warning',
});
const files = names.map((name) => join(out, folder, name.replace(/\.ts$/, '.mjs')));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit', cwd: root });
process.exit(status ?? 1);
