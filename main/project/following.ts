import type { Database } from 'better-sqlite3';
import type {
  ProjectChange,
  ProjectConflict,
  ProjectKind,
  ProjectProblem,
  ProjectState,
} from '../../preload/contract/interchange/project.ts';
import type { Clock } from '../lib/clock.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { openAgreed, type ProjectHosts } from './agreed.ts';
import type { Kinds } from './kinds.ts';
import { readSource } from './files/read-source.ts';
import { type Good, readItems } from './items.ts';
import { missingOf, referencesOf, type Vault } from './references.ts';
import { runRound } from './round.ts';
import { type AgreedItem, openProjectStore } from './store.ts';
import { type Watching, watchProject } from './files/watch.ts';

export interface FollowingParts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  kinds: Kinds;
  vault: Vault;
  hosts: ProjectHosts;
  /** Git writes many files in a burst: so long it must be quiet before they are read. */
  calmMs?: number | undefined;
  log: (message: string, error: unknown) => void;
}

const CALM_MS = 300;

/** Follows a project file, round after round: each reads it, plans, and does what needs no yes. */
export function createFollowing(parts: FollowingParts) {
  const { clock, kinds, vault, hosts } = parts;
  const store = openProjectStore(parts.db, parts.groups);
  const agreed = openAgreed({ store, kinds, hosts });
  const changes = createPublisher<ProjectState>();
  const listeners = new Set<(now: ProjectState) => void>();
  const written = new Map<string, string>();
  let attached = store.attached();
  agreed.turnTo(attached?.directory);
  let watching: Watching | undefined;
  let cancel: (() => void) | undefined;
  let isClosed = false;
  let good: Good | undefined;
  let seen: Pick<ProjectState, 'file' | 'valid' | 'readAt' | 'problems' | 'pending' | 'conflicts'> =
    NOTHING_READ;
  let before: Promise<unknown> = Promise.resolve();

  /** Rounds and calls one after the other: each begins with what the one before left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = before.then(work);
    before = done.catch(() => undefined);
    return done;
  }

  const state = (): ProjectState => ({
    directory: attached?.directory ?? null,
    write: attached?.write ?? true,
    ...seen,
    missing: missingOf(vault, usedReferences()),
    hosts: agreed.hostsToAllow(),
    items: agreed
      .all()
      .filter(({ kind }) => kind !== 'order')
      .map(({ kind, key, id }) => ({ kind, key, id })),
  });

  function publish(): void {
    const now = state();
    changes.publish(now);
    for (const listener of listeners) listener(now);
  }

  function usedReferences() {
    const values: { kind: ProjectKind; key: string; value: AgreedItem['file'] }[] =
      good?.items ?? agreed.all().map(({ kind, key, file }) => ({ kind, key, value: file }));
    return values.map(({ kind, key, value }) => ({ kind, key, refs: referencesOf(kind, value) }));
  }

  function invalid(problems: ProjectProblem[], file: string | null): void {
    seen = { ...seen, valid: false, file: file ?? seen.file, readAt: clock.now(), problems };
  }

  async function read(directory: string): Promise<Good | ProjectProblem[]> {
    const found = await readSource(directory);
    if (!found.ok) return found.problems;
    const items = readItems(found.source, found.value);
    const { source, value } = found;
    return items.ok ? { source, value, items: items.items } : items.problems;
  }

  /** What was written here: the watch takes no notice of it. */
  function wrote(hashes: ReadonlyMap<string, string>): void {
    hashes.forEach((hash, path) => written.set(path, hash));
  }

  const partsOf = (directory: string) => ({
    kinds,
    rows: agreed.rowsOf(directory),
    wrote,
    read: () => read(directory),
  });

  /** One round: reads, plans, and does what needs no yes. @returns what was done */
  async function round(how: {
    yes: boolean;
    programs?: readonly string[];
  }): Promise<ProjectChange[]> {
    if (attached === undefined || isClosed) return [];
    const { directory, write } = attached;
    const found = await read(directory);
    if (Array.isArray(found)) {
      invalid(found, null);
      publish();
      return [];
    }
    const result = await runRound(partsOf(directory), found, { ...how, write });
    good = result.good;
    agreed.lend();
    await agreed.releaseAllowed(directory);
    const { pending, conflicts, problems, applied } = result;
    const file = good.source.main.path;
    seen = { file, valid: true, readAt: clock.now(), problems, pending, conflicts };
    watching?.follow(good.source);
    publish();
    return applied;
  }

  function soon(): void {
    if (attached === undefined || isClosed) return;
    cancel?.();
    cancel = clock.after(parts.calmMs ?? CALM_MS, () => {
      cancel = undefined;
      inTurn(() => round({ yes: false })).catch(failed);
    });
  }
  function failed(error: unknown): void {
    parts.log('The project could not be followed.', error);
    const message = error instanceof Error ? error.message : String(error);
    invalid([{ message, file: null, line: null, column: null }], null);
    publish();
  }
  function follow(): void {
    watching?.[Symbol.dispose]();
    watching = undefined;
    if (attached === undefined || isClosed) return;
    watching = watchProject(attached.directory, {
      written,
      onChange: soon,
      onError: failed,
    });
  }

  function start(): void {
    if (attached === undefined) return;
    follow();
    inTurn(() => round({ yes: false })).catch(failed);
  }

  return {
    store,
    agreed,
    inTurn,
    state,
    publish,
    read,
    partsOf,
    wrote,
    round,
    soon,
    /** Follows what is attached. To be called once the intake listens. */
    start,
    /** The folder that is followed. */
    directory: (): string | undefined => attached?.directory,
    /** What was found wrong when it was read last; null where it could be read. */
    invalidFor: (): ProjectProblem[] | null => (seen.valid ? null : seen.problems),
    /** Follows another folder from now on, or none; nothing of the one before is known any more. */
    turnTo(next: typeof attached): void {
      attached = next;
      agreed.turnTo(next?.directory);
      good = undefined;
      seen = NOTHING_READ;
      follow();
    },
    onState(listener: (now: ProjectState) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    live(_input?: undefined, signal?: AbortSignal) {
      // Subscribed before the present one is read: no change falls between.
      const following = changes.subscribe(signal);
      return presentFirst(state(), following);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      isClosed = true;
      cancel?.();
      await watching?.[Symbol.asyncDispose]();
      await before;
      changes.close();
    },
  };
}

const NOTHING_READ = {
  file: null,
  valid: true,
  readAt: null,
  problems: [] as ProjectProblem[],
  pending: [] as ProjectChange[],
  conflicts: [] as ProjectConflict[],
};
