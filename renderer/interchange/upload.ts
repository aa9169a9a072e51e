import type { Import } from '../../preload/contract/interchange/imports.ts';
import { api, isDesktop } from '../api/client.ts';

/**
 * Sends a file to be read. A browser sends it by plain HTTP as it lies on the disk, a gigabyte too; the desktop app has
 * no such way, and its connection holds as much.
 *
 * @param step is told how much has been sent, from 0 to 1, and null once all of it has been
 */
export async function uploadFile(file: File, step: (sent: number | null) => void): Promise<Import> {
  if (isDesktop) return api.imports.upload({ file, name: file.name });
  const { status, text } = await sendByHttp(file, step);
  const said = parsed(text);
  if (status === 200) return said as Import;
  const { message, data } = (said ?? {}) as { message?: string; data?: unknown };
  throw Object.assign(new Error(message ?? 'The file was not taken.'), { data });
}

/** By XMLHttpRequest, since fetch does not tell how much it has sent. */
function sendByHttp(
  file: File,
  step: (sent: number | null) => void,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const request = new XMLHttpRequest();
  request.open('POST', `/api/v1/imports?${new URLSearchParams({ name: file.name.slice(-300) })}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    step(total === 0 || loaded === total ? null : loaded / total);
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
