import { checkHeaderToken, checkHeaderValue } from '../../../preload/rules/endpoint-rules.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { trimBlanks } from './header-text.ts';

/** A header row that keeps its identity while it is moved. */
export interface HeaderRow {
  key: number;
  name: string;
  value: string;
}

/** What is wrong with the name and the value of a row, by its key; rows that are fine have none. */
export type HeaderProblems = ReadonlyMap<number, { name: string | null; value: string | null }>;

let nextKey = 0;

export function headerRow(name: string, value: string): HeaderRow {
  nextKey += 1;
  return { key: nextKey, name, value };
}

export const headerRows = (headers: readonly HeaderPair[]): HeaderRow[] =>
  headers.map(([name, value]) => headerRow(name, value));

/** Rows as pairs. Rows left wholly empty are no headers. */
export function headerPairs(rows: readonly HeaderRow[]): HeaderPair[] {
  return rows.flatMap((row): HeaderPair[] => {
    const value = trimBlanks(row.value);
    return row.name === '' && value === '' ? [] : [[row.name, value]];
  });
}

/** What cannot be sent of each row, by its key; rows left wholly empty are no headers. */
export function headerProblems(rows: readonly HeaderRow[]): HeaderProblems {
  return new Map(
    rows.flatMap((row) => {
      if (row.name === '' && trimBlanks(row.value) === '') return [];
      const found = { name: checkHeaderToken(row.name), value: checkHeaderValue(row.value) };
      return found.name === null && found.value === null ? [] : [[row.key, found] as const];
    }),
  );
}
