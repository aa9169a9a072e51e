import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The file of an app. An id that is no plain name is hashed, so that it names no other place. */
export function fileOf(dir: string, appId: string): string {
  const isPlain = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(appId);
  const name = isPlain ? appId : createHash('sha256').update(appId).digest('hex').slice(0, 40);
  return join(dir, `${name}.sqlite`);
}
