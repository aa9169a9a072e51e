import type { CaptureId } from '../../preload/contract/shapes.ts';
import { isDesktop } from './client.ts';

const ROUTES = { request: 'body', reply: 'reply-body', surplus: 'surplus' } as const;

/**
 * Where plain HTTP has the exact bytes of one body: a browser reads ten megabytes so in a tenth of the
 * time that messages of a WebSocket take.
 *
 * @returns null in the desktop app, which has a message port alone.
 */
export function bodyAddress(id: CaptureId, of: keyof typeof ROUTES): string | null {
  return isDesktop ? null : `/api/v1/captures/${encodeURIComponent(id)}/${ROUTES[of]}`;
}
