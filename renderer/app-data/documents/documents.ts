import type { AppId } from '../../../preload/contract/app-model.ts';
import { formatCount } from '../../ui/format.ts';

/** A collection of an app. */
export interface Place {
  appId: AppId;
  service: string;
  database: string;
  collection: string;
}

/** EJSON of the `_id` of a document, `null` where it has none. */
export function documentId(text: string): string {
  const parsed: unknown = JSON.parse(text);
  const id: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, '_id') : null;
  return JSON.stringify(id ?? null);
}

/** A document as it is edited: a line for each field. */
export const indentDocument = (text: string): string => JSON.stringify(JSON.parse(text), null, 4);

/** Which documents a page shows: `51 to 100 of 1,234`. */
export function pageWords(skip: number, pageSize: number, total: number): string {
  if (total === 0) return 'None';
  const last = Math.min(skip + pageSize, total);
  return `${formatCount(skip + 1)} to ${formatCount(last)} of ${formatCount(total)}`;
}

const MAX_COLUMNS = 60;

/** Documents as a table: all names of fields that occur, in the order they are first seen. */
export function tableOf(items: readonly string[]) {
  const rows = items.map((text) => ({ text, fields: fieldsOf(text) }));
  const names = [...new Set(rows.flatMap(({ fields }) => [...fields.keys()]))];
  const shown = names.slice(0, MAX_COLUMNS);
  return { rows, shown, more: names.length - shown.length };
}

function fieldsOf(text: string): Map<string, unknown> {
  const parsed: unknown = JSON.parse(text);
  return new Map(Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}));
}
