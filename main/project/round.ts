import type {
  ProjectChange,
  ProjectConflict,
  ProjectKind,
  ProjectProblem,
} from '../../preload/contract/interchange/project.ts';
import { BackstitchError } from '../lib/errors.ts';
import { canonical, differences, type Json } from './canonical.ts';
import { type FileItem, readItems } from './items.ts';
import { IN_ORDER, type Kinds } from './kinds.ts';
import { problemIn, type Source } from './files/source.ts';
import type { AgreedItem } from './store.ts';
import { namesOf, ORDER_KEY, type Planned, planKind, planOrder } from './walk.ts';
import { editsOf, editTexts, type PlaceEdit, reorder, writeTexts } from './files/write-back.ts';
import { valueWith } from './value-with.ts';

/** A project as it was read. */
export interface Good {
  source: Source;
  value: Json;
  items: FileItem[];
}

interface Rows {
  all: () => readonly AgreedItem[];
  put: (row: AgreedItem) => Promise<void>;
  drop: (kind: ProjectKind, key: string) => Promise<void>;
}

interface Parts {
  kinds: Kinds;
  rows: Rows;
  /** Told what was written, by path. */
  wrote: (hashes: ReadonlyMap<string, string>) => void;
  read: () => Promise<Good | ProjectProblem[]>;
}

interface How {
  /** Also what removes, or lets more leave. */
  yes: boolean;
  /** Whether edits made here go into the file. */
  write: boolean;
  /** Nothing is done. */
  onlyPlan?: boolean;
  /** A conflict that somebody ended: nothing else is done. */
  resolving?: { kind: ProjectKind; key: string; keep: 'file' | 'backstitch' };
}

export interface Round {
  applied: ProjectChange[];
  pending: ProjectChange[];
  conflicts: ProjectConflict[];
  problems: ProjectProblem[];
  /** As it was read last: after what was written. */
  good: Good;
  resolved: boolean;
}

/**
 * Goes through all items of a project once, in the order in which they depend on each other: what is safe is done,
 * the rest waits. What a room refuses holds up nothing else.
 */
export async function runRound(parts: Parts, first: Good, how: How): Promise<Round> {
  const { kinds, rows } = parts;
  const tentative: AgreedItem[] = [];
  const removals: Planned[] = [];
  const writes: Planned[] = [];
  const round: Round = {
    applied: [],
    pending: [],
    conflicts: [],
    problems: [],
    good: first,
    resolved: false,
  };
  const known = (): AgreedItem[] => [...rows.all(), ...tentative];
  const problem = (planned: Planned, message: string): void => {
    const path = planned.file?.path ?? [planned.kind, planned.key];
    round.problems.push(problemIn(round.good.source, path, message));
  };

  for (const kind of IN_ORDER) {
    const names = namesOf(known());
    const planned =
      kind === 'order'
        ? [planOrder(kinds, first.items, known(), names)].filter((one) => one !== undefined)
        : planKind(kind, kinds, first.items, known(), names);
    for (const one of planned) await handle(one);
  }
  for (const one of removals.toReversed()) await remove(one);
  if (how.onlyPlan !== true && writes.length > 0) await write(writes);
  return round;

  async function handle(planned: Planned): Promise<void> {
    const { kind, key, agreed, step } = planned;
    if (how.resolving !== undefined) return resolve(planned, how.resolving);
    if (agreed !== undefined && agreed.key !== key && how.onlyPlan !== true) {
      await rows.drop(kind, agreed.key);
      await rows.put({ ...agreed, key });
    }
    switch (step.do) {
      case 'nothing':
        return;
      case 'agree':
        await agree(planned, step.on);
        return step.rest === null ? undefined : follow(planned, step.rest);
      case 'forget':
        return how.onlyPlan === true ? undefined : rows.drop(kind, key);
      case 'conflict':
        round.conflicts.push(step.conflict);
        return;
      case 'write':
        if (how.write) writes.push(planned);
        return;
      case 'apply':
        return follow(planned, step.change);
      default:
        return step satisfies never;
    }
  }

  async function agree({ kind, key, held, agreed }: Planned, on: Json): Promise<void> {
    if (held === undefined) return;
    const isHeld = agreed?.held ?? false;
    const row = { kind, key, id: held.id, file: on, seen: held.value, held: isHeld };
    if (how.onlyPlan === true) tentative.push(row);
    else await rows.put(row);
  }

  async function follow(planned: Planned, change: ProjectChange): Promise<void> {
    if (change.change === 'remove') {
      removals.push(planned);
      return;
    }
    if (how.onlyPlan === true) {
      round.pending.push(change);
      const { kind, key, file, held } = planned;
      const value = file?.value ?? null;
      const id = held?.id ?? `new ${kind} ${key}`;
      if (change.change === 'add')
        tentative.push({ kind, key, id, file: value, seen: value, held: false });
      return;
    }
    // A new destination arrives paused where its host is not allowed: nothing leaves.
    const isSafe =
      change.risk === 'none' || (change.kind === 'destinations' && change.change === 'add');
    if (isSafe || how.yes) await apply(planned, change);
    else round.pending.push(change);
  }

  /** Whether somebody changed it here since it was planned: then it is planned again, not overwritten. */
  function isOvertaken({ kind, held }: Planned): boolean {
    if (kind === 'order' || held === undefined) return false;
    const now = kinds[kind].list(namesOf(known())).find(({ id }) => id === held.id);
    return canonical(now?.value ?? null) !== canonical(held.value);
  }

  async function apply(planned: Planned, change: ProjectChange): Promise<void> {
    const { kind, key, file, held, agreed } = planned;
    if (file === undefined) return;
    if (isOvertaken(planned)) {
      round.pending.push(change);
      return;
    }
    try {
      const names = namesOf(known());
      if (kind === 'order') {
        await arrange(file.value as string[]);
        const row = { kind, key, id: ORDER_KEY, held: false };
        await rows.put({ ...row, file: file.value, seen: file.value });
      } else {
        const room = kinds[kind];
        const done =
          held === undefined
            ? await room.add(file.value, names)
            : await room.change(held.id, file.value, names);
        const row: AgreedItem = {
          kind,
          key,
          id: done.id,
          file: file.value,
          seen: file.value,
          held: done.held ?? agreed?.held ?? false,
        };
        await rows.put(row);
        // As Backstitch gives it back, which may be in another form: that is no edit of anybody.
        const now = room.list(namesOf(known())).find(({ id }) => id === done.id);
        if (now !== undefined) await rows.put({ ...row, seen: now.value });
      }
      round.applied.push(change);
    } catch (error) {
      if (!(error instanceof BackstitchError)) throw error;
      problem(planned, [error.message, error.hint].filter(Boolean).join(' '));
      round.pending.push(change);
    }
  }

  function arrange(keys: readonly string[]): Promise<void> {
    const { idOf } = namesOf(known());
    return kinds.order.arrange(keys.flatMap((key) => idOf('endpoints', key) ?? []));
  }

  async function remove(planned: Planned): Promise<void> {
    const { kind, key, held, step } = planned;
    if (step.do !== 'apply' || kind === 'order') return;
    const isDone =
      how.onlyPlan !== true && (how.yes || step.change.risk === 'none') && !isOvertaken(planned);
    if (!isDone) {
      round.pending.push(step.change);
      return;
    }
    try {
      if (held !== undefined) await kinds[kind].remove(held.id);
      await rows.drop(kind, key);
      round.applied.push(step.change);
    } catch (error) {
      if (!(error instanceof BackstitchError)) throw error;
      problem(planned, error.message);
      round.pending.push(step.change);
    }
  }

  async function resolve(
    planned: Planned,
    { kind, key, keep }: NonNullable<How['resolving']>,
  ): Promise<void> {
    const { step } = planned;
    if (planned.kind !== kind || planned.key !== key || step.do !== 'conflict') return;
    const { held, file } = planned;
    if (keep === 'file') {
      if (file === undefined) {
        if (held !== undefined && kind !== 'order') await kinds[kind].remove(held.id);
        await rows.drop(kind, key);
        round.resolved = true;
        return;
      }
      const before = step.conflict.backstitch;
      const after = step.conflict.file;
      const change = held === undefined ? 'add' : 'change';
      await apply(planned, { kind, key, change, before, after, risk: 'none', why: null });
      round.resolved = round.problems.length === 0;
      return;
    }
    await write([planned]);
    round.resolved = round.problems.length === 0;
  }

  /** Writes edits made here into the file, each in the smallest places in which it differs. */
  async function write(all: readonly Planned[]): Promise<void> {
    const edits: PlaceEdit[] = [];
    const done: Planned[] = [];
    for (const one of all.filter(({ kind }) => kind !== 'order')) {
      if (one.held?.problem) {
        problem(one, one.held.problem);
        continue;
      }
      const more = editsFor(one, kinds);
      const together = ordered([...edits, ...more]);
      const read = readItems(first.source, valueWith(first.value, together));
      if (!read.ok) {
        const why = read.problems[0]?.message ?? '';
        problem(one, `“${one.key}” was changed in Backstitch and stays out of the file: ${why}`);
        continue;
      }
      edits.push(...more);
      done.push(one);
    }
    if (!(await save(editTexts(round.good.source, ordered(edits))))) return;
    // What was written is agreed on, not what was read after it: somebody may have edited the file in between.
    const wrote = readItems(first.source, valueWith(first.value, ordered(edits)));
    const items = wrote.ok ? wrote.items : first.items;
    for (const { kind, key, held, agreed } of done) {
      const now = items.find((item) => item.kind === kind && item.key === key);
      if (held === undefined || now === undefined) await rows.drop(kind, key);
      else {
        const isHeld = agreed?.held ?? false;
        await rows.put({ kind, key, id: held.id, file: now.value, seen: held.value, held: isHeld });
      }
    }
    const order = all.find(({ kind }) => kind === 'order');
    if (order?.held === undefined) return;
    const keys = order.held.value as string[];
    if (!(await save(reorder(round.good.source, ['endpoints'], keys)))) return;
    await rows.put({
      kind: 'order',
      key: ORDER_KEY,
      id: ORDER_KEY,
      file: keys,
      seen: keys,
      held: false,
    });
  }

  /** @returns false where the files changed meanwhile, and nothing was written. */
  async function save(texts: ReadonlyMap<string, string>): Promise<boolean> {
    if (texts.size === 0) return true;
    const hashes = await writeTexts(round.good.source, texts);
    if (hashes === undefined) return false;
    parts.wrote(hashes);
    const again = await parts.read();
    if (Array.isArray(again)) {
      round.problems.push(...again);
      return false;
    }
    round.good = again;
    return true;
  }
}

/** What an edit made here changes in the file. */
function editsFor({ kind, key, file, held, agreed, step }: Planned, kinds: Kinds): PlaceEdit[] {
  const path = file?.path ?? [kind, key];
  if (held === undefined) return [{ path, to: undefined }];
  if (file === undefined) {
    // It was taken out of the file, and what was changed here is to stay: it comes back whole.
    const edits = differences(agreed?.seen, held.value);
    const inner = edits.map((one) => ({ path: one.path, to: one.to }));
    return [{ path, to: valueWith(agreed?.file ?? held.value, inner) }];
  }
  const plain = kind === 'order' ? file.value : (kinds[kind].plain?.(file.value) ?? file.value);
  const from = step.do === 'conflict' ? plain : agreed?.seen;
  return editsOf(path, differences(from, held.value));
}

/** Removals last and from the end, so that places in lists still mean what they meant. */
function ordered(edits: readonly PlaceEdit[]): PlaceEdit[] {
  const kept = edits.filter(({ to }) => to !== undefined);
  return [...kept, ...edits.filter(({ to }) => to === undefined).toReversed()];
}
