// Writes src/api/schema.ts from the API's own document; with --check it only says whether that file is current.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../schemas/openapi.v1.json', import.meta.url);
const target = new URL('../src/api/schema.ts', import.meta.url);

const head = '// Made by `npm run types` from schemas/openapi.v1.json. Not to be edited.\n\n';
const made = head + astToString(await openapiTS(source, { alphabetize: false, defaultNonNullable: false }));

if (process.argv.includes('--check')) {
  const kept = await readFile(target, 'utf8').catch(() => '');
  if (kept !== made) {
    console.error('src/api/schema.ts is not what schemas/openapi.v1.json says: npm run types');
    process.exit(1);
  }
} else {
  await writeFile(target, made);
}
