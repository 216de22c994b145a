// For who works on the pages: builds at every change and serves them on http://127.0.0.1:5173, with the API of HOSO_URL
// (http://127.0.0.1:8080 when not said) behind the same address. Reload to see a change.

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { DIST, emptyDist, OPTIONS, writeIndex } from './build.mjs';

const api = new URL(process.env.HOSO_URL ?? 'http://127.0.0.1:8080');
const port = Number(process.env.PORT ?? 5173);
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
// As the server sends it, so that what breaks it is seen here already.
const csp =
  "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

await emptyDist();
const context = await esbuild.context({
  ...OPTIONS,
  minify: false,
  sourcemap: true,
  plugins: [{ name: 'index', setup: (build) => build.onEnd(({ metafile }) => metafile && writeIndex(metafile)) }],
});
await context.watch();

http
  .createServer((request, response) => {
    if (/^\/(v1\/|healthz|metrics|openapi)/.test(request.url)) proxy(request, response);
    else serve(request.url, response);
  })
  .listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}, API at ${api.origin}`));

function proxy(request, response) {
  const headers = { ...request.headers, host: api.host };
  // The API takes changes from its own pages only.
  if (headers.origin) headers.origin = api.origin;
  const upstream = http.request(
    { host: api.hostname, port: api.port || 80, method: request.method, path: request.url, headers },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => response.headersSent || response.writeHead(502).end());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

async function serve(url, response) {
  const { pathname } = new URL(url, 'http://localhost');
  const isFile = pathname.startsWith('/assets/');
  const file = path.join(DIST, isFile ? path.normalize(pathname) : 'index.html');
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return response.writeHead(404).end();
  const type = types[path.extname(file)] ?? 'application/octet-stream';
  response
    .writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store', 'Content-Security-Policy': csp })
    .end(bytes);
}
