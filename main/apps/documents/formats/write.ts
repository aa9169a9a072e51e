import { Double, Int32, Long, Timestamp } from 'bson';
import type { DocumentFormat } from '../../../../preload/contract/apps/documents.ts';
import { spend } from '../values/heap-watch.ts';
import { toEjson } from '../values/ejson.ts';
import { type Document, isDocument, type Value } from '../values/values.ts';
import { writeCsv } from './csv.ts';

/** Documents as a file. `ejson` keeps every type; `json` and `ndjson` write numbers as numbers. */
export function writeDocuments(documents: readonly Document[], format: DocumentFormat): string {
  if (format === 'csv') return writeCsv(documents);
  const texts = documents.map((document) => {
    const text = format === 'ejson' ? toEjson(document) : relaxed(document);
    spend(text.length * 2);
    return text;
  });
  if (format === 'ndjson') return texts.map((text) => `${text}\n`).join('');
  return texts.length === 0 ? '[]\n' : `[\n${texts.join(',\n')}\n]\n`;
}

/** Relaxed EJSON. @see https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md */
function relaxed(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(relaxed).join(',')}]`;
  if (isDocument(value)) {
    const fields = Object.keys(value).map(
      (key) => `${JSON.stringify(key)}:${relaxed(value[key] ?? null)}`,
    );
    return `{${fields.join(',')}}`;
  }
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toString();
  if (value instanceof Double && Number.isFinite(value.value) && !Object.is(value.value, -0)) {
    const text = String(value.value);
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  if (value instanceof Date) {
    const year = value.getUTCFullYear();
    if (year >= 1970 && year <= 9999) return `{"$date":"${value.toISOString()}"}`;
  }
  return toEjson(value);
}
