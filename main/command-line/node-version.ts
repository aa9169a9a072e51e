import { BackstitchError } from '../lib/errors.ts';

/** The major inside Electron, and the first with all that the engine uses. */
const OLDEST = 24;

/**
 * Says that a Node is too old before anything is loaded that it could not read.
 *
 * @param version as in `process.versions.node`
 * @throws BackstitchError NODE_TOO_OLD
 */
export function requireNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST) return;
  throw new BackstitchError(
    'NODE_TOO_OLD',
    `Backstitch needs Node.js ${OLDEST} or later; this is ${version}.`,
    { hint: 'Install a newer one, or run the desktop app, which brings its own.' },
  );
}
