// Handing in files: by XMLHttpRequest, because `fetch` does not tell how far it is.

import type { Accepted } from './by-hand.ts';
import { Problem } from './problem.ts';
import { session, signedInAgain } from './session.ts';

interface Options {
  /** How many of all bytes are on their way, from 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/**
 * Sends a form to `POST /v1/scans`. When the session has ended it waits until the same account has signed in, and sends again.
 * @throws Problem; `connection_lost` when there was no answer: sent again, files that had come are told as duplicates.
 */
export async function upload(form: FormData, options: Options = {}): Promise<Accepted> {
  const account = session.value?.account;
  try {
    return await send(form, options);
  } catch (error) {
    const isSignedOut = error instanceof Problem && error.kind === 'sign_in_needed';
    if (!isSignedOut || (await signedInAgain()) !== account) throw error;
    return send(form, options);
  }
}

function send(form: FormData, { onProgress, signal }: Options): Promise<Accepted> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/scans');
    if (session.value?.csrf_token) request.setRequestHeader('X-CSRF-Token', session.value.csrf_token);
    const stop = () => request.abort();
    signal?.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    request.onabort = () => reject(signal?.reason ?? new DOMException('aborted', 'AbortError'));
    request.onerror = () => reject(Problem.connectionLost());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Accepted);
      else if ([502, 503, 504].includes(request.status) && !isJson(request)) reject(Problem.connectionLost());
      else
        Problem.of(new Response(request.responseText, { status: request.status, headers: retryAfter(request) })).then(
          reject,
        );
    };
    request.onloadend = () => signal?.removeEventListener('abort', stop);
    request.send(form);
  });
}

function isJson(request: XMLHttpRequest): boolean {
  return request.getResponseHeader('Content-Type')?.includes('json') ?? false;
}

function retryAfter(request: XMLHttpRequest): Record<string, string> {
  const seconds = request.getResponseHeader('Retry-After');
  return seconds ? { 'Retry-After': seconds } : {};
}
