import { statementsOf, tableRead } from '../text/statements.ts';

/** What stands in a tab of the console. */
export interface SqlTab {
  text: string;
  /** What was typed for its parameters, by their names. */
  values: Readonly<Record<string, string>>;
  /** The saved query it came from; null for none. */
  saved: { id: number; name: string } | null;
}

export const EMPTY_TAB: SqlTab = { text: '', values: {}, saved: null };

/** Names of tabs are numbers, so that an address tells one from a query. */
export const keyOfTab = (tab: string): string => `sql:${tab}`;
export const tabOfKey = (key: string): string | null =>
  /^sql:([1-9]\d{0,5})$/.exec(key)?.[1] ?? null;

/** A text alone is kept as such. */
export function packTab(tab: SqlTab): unknown {
  const isPlain = tab.saved === null && Object.keys(tab.values).length === 0;
  return isPlain ? tab.text : tab;
}

/** Reads what was kept, also by versions that had one text alone; null where it is none. */
export function unpackTab(kept: unknown): SqlTab | null {
  if (typeof kept === 'string') return { ...EMPTY_TAB, text: kept };
  if (typeof kept !== 'object' || kept === null) return null;
  const { text, values, saved } = kept as Partial<Record<keyof SqlTab, unknown>>;
  if (typeof text !== 'string') return null;
  return { text, values: readValues(values), saved: readSaved(saved) };
}

function readValues(kept: unknown): Record<string, string> {
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function readSaved(kept: unknown): SqlTab['saved'] {
  if (typeof kept !== 'object' || kept === null) return null;
  const { id, name } = kept as { id?: unknown; name?: unknown };
  return typeof id === 'number' && typeof name === 'string' ? { id, name } : null;
}

const LONGEST_TITLE = 28;

/** How a tab is called: as its saved query, by the table that it reads, or by how it begins. */
export function titleOfTab({ text, saved }: SqlTab): string {
  if (saved !== null) return saved.name;
  const [first] = statementsOf(text);
  if (first === undefined) return 'New query';
  const words = text.slice(first.from, first.to);
  const title = tableRead(words)?.whole ?? words.replaceAll(/\s+/g, ' ');
  return title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1)}…` : title;
}
