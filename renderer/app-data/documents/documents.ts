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
