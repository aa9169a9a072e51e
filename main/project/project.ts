import type { ProjectKind } from '../../preload/contract/interchange/project.ts';
import { BackstitchError } from '../lib/errors.ts';
import { addToFile } from './add-item.ts';
import { createFollowing, type FollowingParts } from './following.ts';
import { pullInto } from './pull.ts';
import { absolute, mustBeFolder, refusalOf } from './refusals.ts';
import { runRound } from './round.ts';
import { fileSchema } from './schema.ts';

/** Secrets by name, as they are set by a person. */
interface Named {
  list: () => { name: string; last4: string }[];
  set: (name: string, value: string) => Promise<void>;
  remove: (name: string) => Promise<boolean>;
}

export interface ProjectParts extends FollowingParts {
  named: Named;
}

/** The project file that is followed: what it says is done here, and what is changed here is written into it. */
export function openProject(parts: ProjectParts) {
  const { clock, kinds, hosts } = parts;
  const following = createFollowing(parts);
  const { store, agreed, inTurn, state, publish, round, read, partsOf } = following;
  const mustBeAttached = (): string => {
    const directory = following.directory();
    if (directory !== undefined) return directory;
    throw new BackstitchError('PROJECT_INVALID', 'No project is attached.', {
      hint: 'Attach a folder in Settings, or start with --project DIR.',
    });
  };

  // Before the intake listens: what was verified stays verified after a restart.
  agreed.lend();

  return {
    /** Follows what is attached. To be called once the intake listens. */
    start: following.start,
    /** Something that a project may hold was changed in the page or by a script. */
    touched: following.soon,
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
        const directory = following.directory();
        if (row !== undefined && directory !== undefined) {
          await agreed.rowsOf(directory).put({ ...row, id: done.name });
        }
        return done;
      }),
    /** What of its troubles was told of before, also in a run before this one; undefined where nothing was. */
    toldOf: (directory: string): string | undefined => store.toldOf(directory),
    tell: (directory: string, told: string): Promise<void> => store.tell(directory, told),
    /** Hears of each state, also where nothing of it changed. @returns how to stop */
    onState: following.onState,
    /** Resolves once all that was begun is done. */
    idle: (): Promise<void> => inTurn(() => Promise.resolve()),
    surface: {
      state,
      plan: ({ directory }: { directory?: string | undefined }) =>
        inTurn(async () => {
          const folder = directory === undefined ? mustBeAttached() : absolute(directory);
          const found = await read(folder);
          if (Array.isArray(found)) throw refusalOf(found);
          const rows = folder === following.directory() ? agreed.all() : [];
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
          const problems = following.invalidFor();
          if (problems !== null) throw refusalOf(problems);
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
          const isKnown = folder === following.directory();
          const found = isKnown ? [] : await read(folder);
          if (!isKnown && Array.isArray(found)) throw refusalOf(found);
          if (!isKnown) agreed.forgetLent();
          await store.attach(folder, write, clock.now());
          following.turnTo({ directory: folder, write });
          await round({ yes: false });
          return state();
        }),
      detach: () =>
        inTurn(async () => {
          await store.detach();
          agreed.forgetLent();
          following.turnTo(undefined);
          publish();
          return state();
        }),
      pull: ({ directory }: { directory: string }) =>
        inTurn(async () => {
          const folder = absolute(directory);
          await mustBeFolder(folder);
          const pulled = await pullInto(folder, kinds, parts.named.set);
          if (folder === following.directory()) await round({ yes: false });
          return pulled;
        }),
      add: (input: { kind: ProjectKind; id: string; key?: string | undefined }) =>
        inTurn(async () => {
          const directory = mustBeAttached();
          const found = await read(directory);
          if (Array.isArray(found)) throw refusalOf(found);
          const hashes = await addToFile(found, kinds, agreed.all(), input, parts.named.set);
          following.wrote(hashes);
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
      live: following.live,
    },
    [Symbol.asyncDispose]: following[Symbol.asyncDispose],
  };
}

const nothing = (): Promise<void> => Promise.resolve();
const GONE = 'There is no such conflict any more.';
