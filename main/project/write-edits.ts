import type { ProjectKind, ProjectProblem } from '../../preload/contract/interchange/project.ts';
import { differences } from './canonical.ts';
import { type Good, readItems } from './items.ts';
import type { Kinds } from './kinds.ts';
import type { AgreedItem } from './store.ts';
import { ORDER_KEY, type Planned } from './walk.ts';
import { editsOf, editTexts, type PlaceEdit, reorder, writeTexts } from './files/write-back.ts';
import { valueWith } from './value-with.ts';

export interface Rows {
  all: () => readonly AgreedItem[];
  put: (row: AgreedItem) => Promise<void>;
  drop: (kind: ProjectKind, key: string) => Promise<void>;
}

export interface Parts {
  kinds: Kinds;
  rows: Rows;
  /** Told what was written, by path. */
  wrote: (hashes: ReadonlyMap<string, string>) => void;
  read: () => Promise<Good | ProjectProblem[]>;
}

/**
 * Writes edits made here into the file, each in the smallest places in which it differs. What the schema would
 * refuse stays out.
 *
 * @param first what was read when it was planned
 * @param problem told of each item that stays out, and why
 * @returns the files as they are now, and what is wrong with them where they cannot be read any more
 */
export async function writeEdits(
  { kinds, rows, wrote, read }: Parts,
  first: Good,
  all: readonly Planned[],
  problem: (planned: Planned, message: string) => void,
): Promise<{ good: Good; problems: ProjectProblem[] }> {
  const problems: ProjectProblem[] = [];
  let good = first;
  const { edits, done } = editsThatFit(first, kinds, all, problem);
  if (await save(editTexts(good.source, edits))) {
    await agreeOn(done);
    await writeOrder(all.find(({ kind }) => kind === 'order'));
  }
  return { good, problems };

  /** What was written is agreed on, not what was read after it: somebody may have edited the file in between. */
  async function agreeOn(written: readonly Planned[]): Promise<void> {
    const asWritten = readItems(first.source, valueWith(first.value, edits));
    const items = asWritten.ok ? asWritten.items : first.items;
    for (const { kind, key, held, agreed } of written) {
      const now = items.find((item) => item.kind === kind && item.key === key);
      if (held === undefined || now === undefined) await rows.drop(kind, key);
      else {
        const isHeld = agreed?.held ?? false;
        await rows.put({ kind, key, id: held.id, file: now.value, seen: held.value, held: isHeld });
      }
    }
  }

  async function writeOrder(order: Planned | undefined): Promise<void> {
    if (order?.held === undefined) return;
    const keys = order.held.value as string[];
    if (!(await save(reorder(good.source, ['endpoints'], keys)))) return;
    const row = { kind: 'order' as const, key: ORDER_KEY, id: ORDER_KEY, held: false };
    await rows.put({ ...row, file: keys, seen: keys });
  }

  /** @returns false where the files changed meanwhile, and nothing was written. */
  async function save(texts: ReadonlyMap<string, string>): Promise<boolean> {
    if (texts.size === 0) return true;
    const hashes = await writeTexts(good.source, texts);
    if (hashes === undefined) return false;
    wrote(hashes);
    const again = await read();
    if (Array.isArray(again)) {
      problems.push(...again);
      return false;
    }
    good = again;
    return true;
  }
}

/** Edits of those items that the file may hold together, and these items. */
function editsThatFit(
  { source, value }: Good,
  kinds: Kinds,
  all: readonly Planned[],
  problem: (planned: Planned, message: string) => void,
): { edits: PlaceEdit[]; done: Planned[] } {
  const edits: PlaceEdit[] = [];
  const done: Planned[] = [];
  for (const one of all.filter(({ kind }) => kind !== 'order')) {
    if (one.held?.problem) {
      problem(one, one.held.problem);
      continue;
    }
    const more = editsFor(one, kinds);
    const read = readItems(source, valueWith(value, ordered([...edits, ...more])));
    if (!read.ok) {
      const why = read.problems[0]?.message ?? '';
      problem(one, `“${one.key}” was changed in Backstitch and stays out of the file: ${why}`);
      continue;
    }
    edits.push(...more);
    done.push(one);
  }
  return { edits: ordered(edits), done };
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
