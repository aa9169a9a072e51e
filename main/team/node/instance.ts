import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which folder this is: a copy of it is another one, whatever is in it. In the form of a UUID. */
export function instanceOf(dataDir: string): string {
  const facts = [hostname(), realpathSync(dataDir), statSync(dataDir).ino].join('\n');
  const hex = createHash('sha256').update(facts).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
