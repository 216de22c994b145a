// Builds the pages into dist/: one entry, a part for each desk, names that change with what is in them, and each file also
// compressed, so that the server only has to send it.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as esbuild from 'esbuild';

const here = (name) => path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), name);

export const DIST = here('dist');

/** What esbuild is told, for `dev.mjs` too. */
export const OPTIONS = {
  absWorkingDir: here('.'),
  entryPoints: { main: 'src/main.tsx', style: 'src/styles/index.css' },
  outdir: 'dist/assets',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  metafile: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** Writes index.html, which names the files of this build. */
export async function writeIndex(metafile) {
  const made = (entry) => {
    const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry);
    if (!found) throw new Error(`${entry} was not built`);
    return `/${path.relative('dist', found[0])}`;
  };
  // What the entry imports is fetched beside it, not after it.
  const preloads = Object.values(metafile.outputs)
    .find(({ entryPoint }) => entryPoint === 'src/main.tsx')
    .imports.filter(({ kind }) => kind === 'import-statement')
    .map(({ path: file }) => `<link rel="modulepreload" href="/${path.relative('dist', file)}">`);
  const icon = await readFile(here('src/icon.svg'));
  const iconName = `assets/icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
  await writeFile(path.join(DIST, iconName), icon);
  const page = (await readFile(here('src/index.html'), 'utf8'))
    .replace('%icon%', `/${iconName}`)
    .replace('%style%', made('src/styles/index.css'))
    .replace('%preloads%', preloads.join('\n    '))
    .replace('%script%', made('src/main.tsx'));
  await writeFile(path.join(DIST, 'index.html'), page);
}

export async function emptyDist() {
  await rm(DIST, { recursive: true, force: true });
  await mkdir(path.join(DIST, 'assets'), { recursive: true });
}

/** Licences of what is in the bundles: most ask that their text goes with them. */
async function writeLicences(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name) packages.add(name);
  }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = here(path.join('node_modules', name));
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
    const text = file ? await readFile(path.join(folder, file), 'utf8') : '';
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  await writeFile(path.join(DIST, 'licences.txt'), texts.join('\n----\n\n'));
}

async function compressAll(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await compressAll(file);
    else {
      const bytes = await readFile(file);
      const brotli = {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      };
      await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, brotli));
      await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }
  }
}

async function build() {
  await emptyDist();
  const { metafile } = await esbuild.build(OPTIONS);
  await writeIndex(metafile);
  await writeLicences(metafile);
  await compressAll(DIST);
}

if (process.argv[1] === here('build.mjs')) await build();
