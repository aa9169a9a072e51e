import { mkdirSync } from 'node:fs';
import { openKillable } from '../../lib/child-process/killable.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { workerFile } from '../../lib/worker-file.ts';
import type { InstallOrder } from './install/install-process.ts';

const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i;
const RANGE = /^[\w.^~<>=|*+ -]*$/;
const TIMEOUT_MS = 120_000;

export type Installer = ReturnType<typeof openInstaller>;

/**
 * Puts npm packages into apps' own stores, from the registries npm is configured for. No npm needs
 * to be there, and scripts of packages are never run.
 */
export function openInstaller(start: StartProcess) {
  const processes = openKillable<InstallOrder, string>(
    start,
    {
      name: 'packages',
      entry: workerFile('functions/modules/install/install-process', 'install-process'),
      // Of npm's settings, and of the proxy.
      environment: 'same',
    },
    // Two at once would replace each other's packages.
    { idle: 0, most: 1, lost: 'the process that fetched it ended too early' },
  );
  return {
    /**
     * @param folder the store; gets a `node_modules`.
     * @param range a version, range or tag; '' takes the newest.
     * @returns name and version that were installed.
     * @throws BackstitchError APP_INVALID
     */
    async install(folder: string, name: string, range: string): Promise<string> {
      if (!NAME.test(name)) {
        throw no(`“${name}” is no name of an npm package.`, 'Write it as in require().');
      }
      if (!RANGE.test(range)) {
        throw no(
          `“${range}” is no version range.`,
          'For instance ^1.2.0, or nothing for the newest.',
        );
      }
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const stop = new AbortController();
      const late = `it took longer than ${TIMEOUT_MS / 1000} s`;
      const timer = setTimeout(() => stop.abort(late), TIMEOUT_MS);
      try {
        return await processes.call({ folder, name, range }, stop.signal);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        const spec = range === '' ? name : `${name}@${range}`;
        const hint = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
        throw new BackstitchError('APP_INVALID', `${spec} could not be installed.`, {
          hint,
          field: 'name',
          cause,
        });
      } finally {
        clearTimeout(timer);
      }
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

function no(message: string, hint: string): BackstitchError {
  return new BackstitchError('APP_INVALID', message, { hint, field: 'name' });
}
