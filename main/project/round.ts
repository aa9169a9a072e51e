import type {
  ProjectChange,
  ProjectConflict,
  ProjectKind,
  ProjectProblem,
} from '../../preload/contract/interchange/project.ts';
import { BackstitchError } from '../lib/errors.ts';
import { canonical, type Json } from './canonical.ts';
import type { Good } from './items.ts';
import { IN_ORDER } from './kinds.ts';
import { problemIn } from './files/source.ts';
import type { AgreedItem } from './store.ts';
import { namesOf, ORDER_KEY, type Planned, planKind, planOrder } from './walk.ts';
import { type Parts, writeEdits } from './write-edits.ts';

interface How {
  /** Also what removes, or lets more leave. */
  yes: boolean;
  /** Programs that somebody saw and lets start. */
  programs?: readonly string[];
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

  async function write(all: readonly Planned[]): Promise<void> {
    const { good, problems } = await writeEdits(parts, first, all, problem);
    round.good = good;
    round.problems.push(...problems);
  }

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
    const mayStart = change.program === undefined || how.programs?.includes(change.program);
    if ((isSafe || how.yes) && mayStart === true) await apply(planned, change);
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
            ? await room.add(file.value, names, change.program)
            : await room.change(held.id, file.value, names, change.program);
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
      const isProgram =
        kind !== 'order' &&
        kinds[kind].riskOf?.(held, file.value, planned.agreed?.file).program !== undefined;
      if (isProgram) {
        // Whose side counts is no yes to a program: nothing is agreed on, so that the file's waits for one.
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
}
