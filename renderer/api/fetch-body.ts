import type { CaptureId } from '../../preload/contract/shapes.ts';
import { isDesktop } from './client.ts';

const ROUTES = { request: 'body', reply: 'reply-body', surplus: 'surplus' } as const;

/**
 * The exact bytes of one body by plain HTTP: a browser reads ten megabytes so in a tenth of the
 * time that messages of a WebSocket take.
 *
 * @returns null where there is no such way (the desktop app has a message port alone) or where it
 *   fails: the same question on the connection then says why, in words.
 */
export async function fetchBody(
  id: CaptureId,
  of: keyof typeof ROUTES,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (isDesktop) return null;
  try {
    const answer = await fetch(`/api/v1/captures/${encodeURIComponent(id)}/${ROUTES[of]}`);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    // Cut off in the middle: what is asked next says that the connection is gone, or works.
    return null;
  }
}
