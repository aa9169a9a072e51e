import type { DocumentFormat } from '../../../../preload/contract/apps/documents.ts';
import { parseEjson } from '../values/ejson.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import { type Document, isDocument, type Value } from '../values/values.ts';
import { readCsv } from './csv.ts';

/**
 * The documents of a file. JSON and EJSON are one: plain numbers and texts are what they look like,
 * `{"$oid": …}` and the like are types.
 *
 * @throws MongoDBError that names the line, or the position in the array
 */
export function readDocuments(text: string, format: DocumentFormat): Document[] {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (format === 'csv') return readCsv(plain);
  if (format === 'ndjson') return readLines(plain);
  return readJson(plain);
}

function readJson(text: string): Document[] {
  let value: Value;
  try {
    value = parseEjson(text);
  } catch (error) {
    // The vendor's own export writes a document a line and calls the file .json.
    if (!/^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) throw error;
    return readLines(text);
  }
  const list = Array.isArray(value) ? value : [value];
  return list.map((item, at) => mustBeDocument(item, `item ${at + 1}`));
}

function readLines(text: string): Document[] {
  const out: Document[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      out.push(mustBeDocument(parseEjson(line), 'it'));
    } catch (error) {
      throw new MongoDBError(`line ${at + 1}: ${messageOf(error)}`);
    }
  }
  return out;
}

function mustBeDocument(value: Value, what: string): Document {
  if (isDocument(value)) return value;
  throw new MongoDBError(`${what} is not a document`);
}
