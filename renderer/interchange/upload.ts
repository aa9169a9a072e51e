import type { Import } from '../../preload/contract/interchange/imports.ts';
import { api, isDesktop } from '../api/client.ts';

/**
 * Sends a file to be read. A browser sends it by plain HTTP as it lies on the disk, a gigabyte too; the desktop app has
 * no such way, and its connection holds as much.
 *
 * @param id under which the import can be followed meanwhile
 * @throws an error with the code IMPORT_STOPPED once `signal` ends it
 */
export async function uploadFile(
  file: File,
  id: Import['id'],
  signal: AbortSignal,
): Promise<Import> {
  if (isDesktop) return api.imports.upload({ file, name: file.name, id });
  const { status, text } = await sendByHttp(file, id, signal);
  const said = parsed(text);
  if (status === 200) return said as Import;
  const { message, code, data } = (said ?? {}) as Refusal;
  throw Object.assign(new Error(message ?? 'The file was not taken.'), { code, data });
}

interface Refusal {
  message?: string;
  code?: string;
  data?: unknown;
}

/** By XMLHttpRequest: what it sends, it reads from the disk bit by bit. */
function sendByHttp(
  file: File,
  id: Import['id'],
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ name: file.name.slice(-300), id });
  request.open('POST', `/api/v1/imports?${query}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.addEventListener('abort', () => {
    reject(Object.assign(new Error('Reading this file was stopped.'), { code: 'IMPORT_STOPPED' }));
  });
  request.addEventListener('load', () => {
    resolve({ status: request.status, text: request.responseText });
  });
  request.addEventListener('error', () => {
    const data = { hint: 'Try it again once Backstitch answers.' };
    reject(Object.assign(new Error('The connection broke off while the file was sent.'), { data }));
  });
  request.send(file);
  return promise;
}

/** undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No engine of ours answers so.
    return undefined;
  }
}
