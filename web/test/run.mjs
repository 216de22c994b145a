// Bundles the tests of a folder, since Node runs no TypeScript, and runs them: `unit`, or `browser` against HOSO_URL.
// What stands after the folder's name picks files by their names.

import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder = 'unit', ...names] = process.argv.slice(2);

const files = (await readdir(path.join(root, 'test', folder))).filter(
  (name) => /\.(test|spec)\.tsx?$/.test(name) && (names.length === 0 || names.some((part) => name.includes(part))),
);
if (files.length === 0) throw new Error(`no tests in ${folder} of these names: ${names.join(', ')}`);

// Inside the package, so that what stays outside of the bundles is found.
const out = path.join(root, 'node_modules', '.tests', folder);
await rm(out, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: files.map((name) => path.join('test', folder, name)),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  // One Preact for all: hooks and signals look for it.
  packages: folder === 'browser' ? 'external' : 'bundle',
  sourcemap: 'inline',
  logLevel: 'warning',
});

const made = (await readdir(out)).map((name) => path.join(out, name));
// Stories in the browser share a server: one at a time.
const order = folder === 'browser' ? ['--test-concurrency=1'] : [];
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...order, ...made], {
  stdio: 'inherit',
  cwd: root,
});
process.exit(status ?? 1);
