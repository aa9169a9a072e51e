import type { Database } from 'better-sqlite3';
import type {
  ProjectChange,
  ProjectConflict,
  ProjectKind,
  ProjectProblem,
  ProjectState,
} from '../../preload/contract/interchange/project.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { addToFile } from './add-item.ts';
import { openAgreed, type ProjectHosts } from './agreed.ts';
import type { Kinds } from './kinds.ts';
import { pullInto } from './pull.ts';
import { readSource } from './files/read-source.ts';
import { type Good, readItems } from './items.ts';
import { missingOf, referencesOf, type Vault } from './references.ts';
import { absolute, mustBeFolder, refusalOf } from './refusals.ts';
import { runRound } from './round.ts';
import { fileSchema } from './schema.ts';
import { type AgreedItem, openProjectStore } from './store.ts';
import { type Watching, watchProject } from './files/watch.ts';

/** Secrets by name, as they are set by a person. */
interface Named {
  list: () => { name: string; last4: string }[];
  set: (name: string, value: string) => Promise<void>;
  remove: (name: string) => Promise<boolean>;
}

export interface ProjectParts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  kinds: Kinds;
  vault: Vault;
  named: Named;
  hosts: ProjectHosts;
  /** Git writes many files in a burst: so long it must be quiet before they are read. */
  calmMs?: number | undefined;
  log: (message: string, error: unknown) => void;
}

const CALM_MS = 300;

/** The project file that is followed: what it says is done here, and what is changed here is written into it. */
export function openProject(parts: ProjectParts) {
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

  const partsOf = (directory: string) => ({
    kinds,
    rows: agreed.rowsOf(directory),
    wrote: (hashes: ReadonlyMap<string, string>) =>
      hashes.forEach((hash, path) => written.set(path, hash)),
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
  const mustBeAttached = (): string => {
    if (attached !== undefined) return attached.directory;
    throw new BackstitchError('PROJECT_INVALID', 'No project is attached.', {
      hint: 'Attach a folder in Settings, or start with --project DIR.',
    });
  };

  // Before the intake listens: what was verified stays verified after a restart.
  agreed.lend();

  return {
    /** Follows what is attached. To be called once the intake listens. */
    start(): void {
      if (attached === undefined) return;
      follow();
      inTurn(() => round({ yes: false })).catch(failed);
    },
    /** Something that a project may hold was changed in the page or by a script. */
    touched: soon,
    /**
     * Gives an item of the page another id, as `work` does it: no round in between takes it for one that
     * went and another that came.
     */
    renaming: <T extends { name: string }>(
      kind: ProjectKind,
      id: string,
      work: () => Promise<T>,
    ): Promise<T> =>
      inTurn(async () => {
        const done = await work();
        const row = agreed.all().find((one) => one.kind === kind && one.id === id);
        if (row !== undefined && attached !== undefined) {
          await agreed.rowsOf(attached.directory).put({ ...row, id: done.name });
        }
        return done;
      }),
    /** What of its troubles was told of before, also in a run before this one; undefined where nothing was. */
    toldOf: (directory: string): string | undefined => store.toldOf(directory),
    tell: (directory: string, told: string): Promise<void> => store.tell(directory, told),
    /** Hears of each state, also where nothing of it changed. @returns how to stop */
    onState(listener: (now: ProjectState) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Resolves once all that was begun is done. */
    idle: (): Promise<void> => inTurn(() => Promise.resolve()),
    surface: {
      state,
      plan: ({ directory }: { directory?: string | undefined }) =>
        inTurn(async () => {
          const folder = directory === undefined ? mustBeAttached() : absolute(directory);
          const found = await read(folder);
          if (Array.isArray(found)) throw refusalOf(found);
          const rows = folder === attached?.directory ? agreed.all() : [];
          const looking = {
            ...partsOf(folder),
            rows: { all: () => rows, put: nothing, drop: nothing },
          };
          const how = { yes: false, write: false, onlyPlan: true };
          const { pending, conflicts } = await runRound(looking, found, how);
          return { changes: pending, conflicts };
        }),
      apply: ({
        yes,
        allowHosts,
        programs = [],
      }: {
        yes: boolean;
        allowHosts: string[];
        programs?: string[];
      }) =>
        inTurn(async () => {
          mustBeAttached();
          for (const host of allowHosts) await hosts.allow(host);
          const applied = await round({ yes, programs });
          if (!seen.valid) throw refusalOf(seen.problems);
          return { applied, state: state() };
        }),
      resolve: (input: { kind: ProjectKind; key: string; keep: 'file' | 'backstitch' }) =>
        inTurn(async () => {
          const directory = mustBeAttached();
          const found = await read(directory);
          if (Array.isArray(found)) throw refusalOf(found);
          const how = { yes: false, write: true, resolving: input };
          const result = await runRound(partsOf(directory), found, how);
          if (!result.resolved) {
            throw new BackstitchError('PROJECT_CONFLICT', result.problems[0]?.message ?? GONE, {
              hint: 'Look at the conflicts that there are now.',
            });
          }
          await round({ yes: false });
          return state();
        }),
      attach: ({ directory, write }: { directory: string; write: boolean }) =>
        inTurn(async () => {
          const folder = absolute(directory);
          await mustBeFolder(folder);
          const isKnown = folder === attached?.directory;
          const found = isKnown ? [] : await read(folder);
          if (!isKnown && Array.isArray(found)) throw refusalOf(found);
          if (!isKnown) agreed.forgetLent();
          await store.attach(folder, write, clock.now());
          attached = { directory: folder, write };
          agreed.turnTo(folder);
          good = undefined;
          seen = NOTHING_READ;
          follow();
          await round({ yes: false });
          return state();
        }),
      detach: () =>
        inTurn(async () => {
          await store.detach();
          agreed.forgetLent();
          attached = undefined;
          agreed.turnTo(undefined);
          good = undefined;
          seen = NOTHING_READ;
          follow();
          publish();
          return state();
        }),
      pull: ({ directory }: { directory: string }) =>
        inTurn(async () => {
          const folder = absolute(directory);
          await mustBeFolder(folder);
          const pulled = await pullInto(folder, kinds, parts.named.set);
          if (folder === attached?.directory) await round({ yes: false });
          return pulled;
        }),
      add: (input: { kind: ProjectKind; id: string; key?: string | undefined }) =>
        inTurn(async () => {
          const directory = mustBeAttached();
          const found = await read(directory);
          if (Array.isArray(found)) throw refusalOf(found);
          const hashes = await addToFile(found, kinds, agreed.all(), input, parts.named.set);
          hashes.forEach((hash, path) => written.set(path, hash));
          await round({ yes: false });
          return state();
        }),
      secrets: () => parts.named.list(),
      setSecret: ({ name, value }: { name: string; value: string }) =>
        inTurn(async () => {
          await parts.named.set(name, value.trim());
          agreed.lend();
          publish();
          return { name };
        }),
      removeSecret: ({ name }: { name: string }) =>
        inTurn(async () => {
          const removed = await parts.named.remove(name);
          agreed.lend();
          publish();
          return { removed };
        }),
      schema: fileSchema,
      live(_input?: undefined, signal?: AbortSignal) {
        // Subscribed before the present one is read: no change falls between.
        const following = changes.subscribe(signal);
        return presentFirst(state(), following);
      },
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

const nothing = (): Promise<void> => Promise.resolve();
const GONE = 'There is no such conflict any more.';
const NOTHING_READ = {
  file: null,
  valid: true,
  readAt: null,
  problems: [] as ProjectProblem[],
  pending: [] as ProjectChange[],
  conflicts: [] as ProjectConflict[],
};
