import type { EndpointState, Known } from './known.ts';

export type Order = 'match' | 'name' | 'captures' | 'last-hit';
export type GroupBy = 'none' | 'path' | 'sender';

export interface Shown {
  /** Words that all must be found. */
  text: string;
  state: EndpointState | 'all';
  order: Order;
  groupBy: GroupBy;
  /** Keys of groups that somebody opened or folded against the rule. */
  turned: ReadonlySet<string>;
}

export const FIRST_SHOWN: Shown = {
  text: '',
  state: 'all',
  order: 'match',
  groupBy: 'none',
  turned: new Set(),
};

export interface GroupRow {
  kind: 'group';
  key: string;
  label: string;
  count: number;
  today: number;
  isFolded: boolean;
}
export interface EndpointListRow {
  kind: 'endpoint';
  key: string;
  known: Known;
}
export type ListRow = GroupRow | EndpointListRow;

/** More than these, and groups are folded until they are opened. */
export const FOLDED_ABOVE = 60;

/** The rows of the list, without the inbox, which stands apart. */
export function shownRows(all: readonly Known[], shown: Shown): ListRow[] {
  const found = inOrder(filtered(all, shown), shown.order);
  if (shown.groupBy === 'none') return found.map(asRow);
  const groups = new Map<string, Known[]>();
  for (const known of found) {
    const label = groupOf(known, shown.groupBy);
    groups.set(label, [...(groups.get(label) ?? []), known]);
  }
  // What was searched for is shown, whatever was folded.
  const folds = all.length > FOLDED_ABOVE && shown.text.trim() === '';
  return [...groups].flatMap(([label, members]): ListRow[] => {
    const key = `${shown.groupBy}:${label}`;
    const isFolded = folds !== shown.turned.has(key);
    const today = members.reduce((sum, known) => sum + known.today, 0);
    const head = { kind: 'group', key, label, count: members.length, today, isFolded } as const;
    return isFolded ? [head] : [head, ...members.map(asRow)];
  });
}

const asRow = (known: Known): ListRow => ({
  kind: 'endpoint',
  key: known.endpoint.id,
  known,
});

/** Those that have all the words and the state. */
export function filtered(
  all: readonly Known[],
  { text, state }: Pick<Shown, 'text' | 'state'>,
): readonly Known[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && state === 'all') return all;
  return all.filter(
    (known) =>
      (state === 'all' || known.state.has(state)) &&
      words.every((word) => known.text.includes(word)),
  );
}

function inOrder(list: readonly Known[], order: Order): readonly Known[] {
  if (order === 'match') return list;
  if (order === 'name') {
    return list.toSorted((a, b) => a.endpoint.name.localeCompare(b.endpoint.name));
  }
  if (order === 'captures') {
    return list.toSorted((a, b) => b.endpoint.captureCount - a.endpoint.captureCount);
  }
  return list.toSorted((a, b) => (b.lastHit ?? 0) - (a.lastHit ?? 0));
}

function groupOf({ endpoint, sender }: Known, by: Exclude<GroupBy, 'none'>): string {
  if (by === 'sender') return sender.label === '' ? 'Unknown sender' : sender.label;
  return `/${endpoint.path.split('/')[1] ?? ''}`;
}

/**
 * The position that puts one endpoint before another in the order of matching.
 *
 * @param before null: behind all.
 * @param last position of the last one.
 */
export function positionBefore(
  moving: { position: number },
  before: { position: number } | null,
  last: number,
): number {
  if (before === null) return last;
  return before.position > moving.position ? before.position - 1 : before.position;
}
