import { mkdirSync } from 'node:fs';
import { openKillable } from '../../lib/child-process/killable.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import type { PackageOrder, PackageOutcome } from './install/install-process.ts';
import type { Removal } from './install/remove.ts';

const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i;
const RANGE = /^[\w.^~<>=|*+ -]*$/;
/** Another package under this name: `npm:@scope/other@^1.2.0`. */
const ALIAS = /^npm:(?:@[\w.-]+\/)?[\w.-]+(?:@[\w.^~<>=|*+ -]*)?$/;
const TIMEOUT_MS = 120_000;
const MOST_VERSIONS = 300;

export type Installer = ReturnType<typeof openInstaller>;

/**
 * Changes the npm packages of apps' own stores, from the registries npm is configured for. No npm
 * needs to be there, and scripts of packages are never run.
 */
export function openInstaller(start: StartProcess) {
  const processes = openKillable<PackageOrder, PackageOutcome[PackageOrder['kind']]>(
    start,
    {
      name: 'packages',
      entry: workerFile('functions/modules/install/install-process', 'install-process'),
      // Of npm's settings, and of the proxy.
      environment: 'same',
    },
    // Two at once would replace each other's packages.
    { idle: 0, most: 1, lost: 'the process that worked on it ended too early' },
  );
  async function order<K extends PackageOrder['kind']>(
    asked: Extract<PackageOrder, { kind: K }>,
    failed: string,
  ): Promise<PackageOutcome[K]> {
    const stop = new AbortController();
    const late = `it took longer than ${TIMEOUT_MS / 1000} s`;
    const timer = setTimeout(() => stop.abort(late), TIMEOUT_MS);
    try {
      // The process answers each kind with its own outcome.
      return (await processes.call(asked, stop.signal)) as PackageOutcome[K];
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const hint = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
      throw new BackstitchError('APP_INVALID', failed, { hint, field: 'name', cause });
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    /**
     * @param folder the store; gets a `node_modules`.
     * @param range a version, range, tag or `npm:` alias; '' takes the newest.
     * @param keep names that are wanted for themselves, whatever else needs them.
     * @returns the version that was installed.
     * @throws BackstitchError APP_INVALID
     */
    async install(
      folder: string,
      name: string,
      range: string,
      keep: readonly string[],
    ): Promise<string> {
      checkName(name);
      if (!RANGE.test(range) && !ALIAS.test(range)) {
        throw no(
          `“${range}” is not a version range.`,
          'Write ^1.2.0, for example, or nothing for the newest.',
          'range',
        );
      }
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const spec = range === '' ? name : `${name}@${range}`;
      return order(
        { kind: 'install', folder, name, range, keep },
        `${spec} could not be installed.`,
      );
    },
    /**
     * @param keep names that are wanted for themselves, whatever else needs them.
     * @throws BackstitchError APP_INVALID
     */
    async remove(folder: string, name: string, keep: readonly string[]): Promise<Removal> {
      checkName(name);
      return order({ kind: 'remove', folder, name, keep }, `${name} could not be removed.`);
    },
    /**
     * What the registry has of a package, highest first.
     *
     * @throws BackstitchError APP_INVALID
     */
    async versions(name: string): Promise<PackageOutcome['versions']> {
      checkName(name);
      const failed = `The versions of ${name} could not be read.`;
      const { latest, versions } = await order({ kind: 'versions', name }, failed);
      return { latest, versions: versions.slice(0, MOST_VERSIONS) };
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw no(`“${name}” is not the name of an npm package.`, 'Write it as in require().', 'name');
}

function no(message: string, hint: string, field: string): BackstitchError {
  return new BackstitchError('APP_INVALID', message, { hint, field });
}
