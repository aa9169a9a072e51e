import type {
  ProjectChange,
  ProjectConflict,
  ProjectKind,
} from '../../preload/contract/interchange/project.ts';
import { canonical, type Json, pretty } from './canonical.ts';
import type { HeldItem, Risk } from './kinds.ts';

/** An item as three sides have it: the file, what was agreed on last, and Backstitch. */
export interface Sides {
  kind: ProjectKind;
  key: string;
  /** As the file has it now; undefined where it does not. */
  file: Json | undefined;
  /** What was agreed on last: as the file had it, and as Backstitch gave it back. */
  agreed: { file: Json; seen: Json } | undefined;
  /** As Backstitch has it now. */
  held: HeldItem | undefined;
  /** The file's value as Backstitch would give it back. */
  plain: Json | undefined;
  /** There is one of it on every computer. */
  isSingle: boolean;
  /** What following the file would bring. */
  risk: Risk;
}

/** What is to be done about one item. */
export type Step =
  | { do: 'nothing' }
  /** Both sides say the same: they agree on it; `rest`, but for references to secrets, which are followed. */
  | { do: 'agree'; on: Json; rest: ProjectChange | null }
  /** Neither side has it any more. */
  | { do: 'forget' }
  | { do: 'apply'; change: ProjectChange }
  | { do: 'write' }
  | { do: 'conflict'; conflict: ProjectConflict };

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonical(a) === canonical(b);
const textOf = (value: Json | undefined): string | null =>
  value === undefined ? null : pretty(value);

/**
 * Decides what becomes of one item. Pure. Whoever did not change gives way to who did; where both changed, each in
 * its own way, nobody is overwritten: that is a conflict, of this item alone.
 */
export function stepFor(sides: Sides): Step {
  const { file, agreed, held, plain } = sides;
  if (agreed === undefined) return firstMeeting(sides);
  const fileChanged = !same(file, agreed.file);
  const heldChanged = !same(held?.value, agreed.seen);
  if (!fileChanged && !heldChanged) return { do: 'nothing' };
  if (!fileChanged) return { do: 'write' };
  if (!heldChanged) return { do: 'apply', change: changeOf(sides) };
  if (file === undefined && held === undefined) return { do: 'forget' };
  if (file !== undefined && held !== undefined && same(plain, held.value)) {
    // Alike but for references to secrets, which only the file has: they are followed.
    return same(file, plain)
      ? { do: 'agree', on: file, rest: null }
      : { do: 'apply', change: changeOf(sides) };
  }
  return conflictOf(sides);
}

/** The file has it and nothing was agreed on: what is here under its name is the same, or somebody else's. */
function firstMeeting(sides: Sides): Step {
  const { file, held, plain, isSingle } = sides;
  if (file === undefined) return { do: 'nothing' };
  if (held === undefined) return { do: 'apply', change: changeOf(sides) };
  if (plain !== undefined && same(plain, held.value)) {
    return { do: 'agree', on: plain, rest: same(file, plain) ? null : changeOf(sides) };
  }
  return isSingle ? { do: 'apply', change: changeOf(sides) } : conflictOf(sides);
}

function changeOf({ kind, key, file, agreed, held, risk }: Sides): ProjectChange {
  const before = textOf(agreed?.file ?? held?.value);
  const after = textOf(file);
  if (kind === 'order')
    return { kind, key, change: 'move', before, after, risk: 'none', why: null };
  if (file === undefined) {
    const why = REMOVED[kind] ?? 'It is deleted here; its captures stay.';
    const risk = STAYS.has(kind) ? 'none' : 'removes';
    return { kind, key, change: 'remove', before, after, risk, why };
  }
  return { kind, key, change: held === undefined ? 'add' : 'change', before, after, ...risk };
}

/** Nothing is deleted: the project is concerned with it no more. */
const STAYS: ReadonlySet<ProjectKind> = new Set(['apps', 'tunnel', 'settings']);
const REMOVED: Partial<Record<ProjectKind, string>> = {
  destinations: 'It is deleted here, and its waiting deliveries are canceled.',
  integrations: 'It is deleted here with its URLs; its tables stay.',
  apps: 'Its folder is no longer followed; the app stays.',
  tunnel: 'The tunnel stays as it is.',
  settings: 'The setting stays as it is.',
};

function conflictOf({ kind, key, file, held }: Sides): Step {
  const conflict = { kind, key, file: textOf(file), backstitch: textOf(held?.value) };
  return { do: 'conflict', conflict };
}
