import type { ListedCapture } from '../../../preload/contract/captures.ts';
import type { Group } from '../../../preload/contract/captures/overview.ts';

/** As many captures of a group are shown in place. */
export const IN_PLACE = 20;

/** What an open group holds: its first captures, once they are there. */
export type Contents = { items: readonly ListedCapture[] | undefined; error: unknown };

export type GroupedRow =
  | { kind: 'group'; key: string; group: Group; open: boolean; nth: number }
  | { kind: 'capture'; key: string; group: Group; capture: ListedCapture; nth: number; of: number }
  /** Leads to all captures of a group that has more than are shown. */
  | { kind: 'all'; key: string; group: Group; nth: number; of: number }
  | { kind: 'waiting'; key: string; group: Group }
  | { kind: 'failed'; key: string; group: Group; error: unknown };

/** The rows of a grouped list: each group, and below the open ones what they hold. */
export function groupedRows(
  groups: readonly Group[],
  open: ReadonlyMap<string, Contents>,
): GroupedRow[] {
  return groups.flatMap((group, index) => {
    const contents = open.get(group.key);
    const own: GroupedRow = {
      kind: 'group',
      key: groupRowKey(group.key),
      group,
      open: contents !== undefined,
      nth: index + 1,
    };
    return contents === undefined ? [own] : [own, ...inside(group, contents)];
  });
}

/** Where a group stands among rows: no capture has such an id. */
export const groupRowKey = (key: string): string => `group ${key}`;

function inside(group: Group, { items, error }: Contents): GroupedRow[] {
  if (error !== null) return [{ kind: 'failed', key: `failed ${group.key}`, group, error }];
  if (items === undefined) return [{ kind: 'waiting', key: `waiting ${group.key}`, group }];
  const shown = items.slice(0, IN_PLACE);
  const isCut = group.count > shown.length;
  const of = shown.length + (isCut ? 1 : 0);
  const rows = shown.map((capture, index): GroupedRow => {
    return { kind: 'capture', key: capture.id, group, capture, nth: index + 1, of };
  });
  if (isCut) rows.push({ kind: 'all', key: `all ${group.key}`, group, nth: of, of });
  return rows;
}

/** Whether the keys stop at a row. */
export const isStop = ({ kind }: GroupedRow): boolean => kind !== 'waiting' && kind !== 'failed';

/**
 * Puts groups as they are now in their order.
 *
 * @param before the keys as they stand in the list.
 * @param hold somebody points at the list: what is known stays where it is, what is new comes last.
 */
export function ordered(
  before: readonly string[],
  now: readonly Group[],
  hold: boolean,
): readonly Group[] {
  if (!hold || before.length === 0) return now;
  const byKey = new Map(now.map((group) => [group.key, group]));
  const known = new Set(before);
  return [
    ...before.flatMap((key) => byKey.get(key) ?? []),
    ...now.filter(({ key }) => !known.has(key)),
  ];
}

/** The search that finds a group of what a search finds. */
export const searchWithin = (search: string, group: Group): string =>
  `${search.trim()} ${group.search}`.trim();
