import { BackstitchError } from '../lib/errors.ts';

/** The first with all that the engine uses: bodies are packed with zstd. Electron brings 24. */
const OLDEST = { major: 22, minor: 15 };

/**
 * Says that a Node is too old before anything is loaded that it could not read.
 *
 * @param version as in `process.versions.node`
 * @throws BackstitchError NODE_TOO_OLD
 */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new BackstitchError(
    'NODE_TOO_OLD',
    `Backstitch needs Node.js ${OLDEST.major}.${OLDEST.minor} or later; this is ${version}.`,
    { hint: 'Install a newer one, or run the desktop app, which brings its own.' },
  );
}
