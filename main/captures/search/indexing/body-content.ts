import { jsonReader } from '../../../decode/json-text.ts';
import type { NamedValue, Reading } from '../../../decode/reading.ts';
import { jsonLeaves, type Leaf, untyped } from './body-leaves.ts';
import { bodyWithoutCredentials, fieldWithoutCredentials } from './credentials.ts';

/** Of a body, this many characters are searched. */
const MAX_BODY = 1024 * 1024;

/** What the index keeps of a body: all its words, and its values as they are asked for. */
export interface BodyContent {
  words: string;
  leaves: Iterable<Leaf>;
}

/**
 * The words and values of a body, as the page shows it: JSON by paths, records of newline-delimited
 * JSON as if in an array, fields of forms and parts by their names. JSON inside of a field stands
 * below the field's name: `payload.action`.
 */
export function bodyContent(body: Reading | undefined): BodyContent {
  if (body === undefined) return { words: '', leaves: [] };
  const kind = body.kind();
  if (kind === 'form' || kind === 'multipart') return fieldsContent(body.fields());
  const text = (body.words() ?? '').slice(0, MAX_BODY);
  if (kind !== 'json' && kind !== 'ndjson') return { words: text, leaves: [] };
  const safe = bodyWithoutCredentials(text);
  return { words: jsonWords(safe), leaves: jsonLeaves(safe, kind === 'ndjson') };
}

/** A field as it may be searched. */
interface SafeField extends NamedValue {
  isJson: boolean;
}

function fieldsContent(fields: readonly NamedValue[]): BodyContent {
  const words: string[] = [];
  const safe: SafeField[] = [];
  const read = jsonReader();
  let left = MAX_BODY;
  for (const field of fields) {
    if (left <= 0) break;
    const { name, filename, isLines } = field;
    const text = field.text && fieldWithoutCredentials(name ?? '', field.text.slice(0, left));
    const isJson = text !== null && (isLines || read(text) !== undefined);
    const said = isJson ? jsonWords(text) : (text ?? '');
    words.push([`${name ?? ''}=${said}`, ...(filename === null ? [] : [filename])].join('\n'));
    left -= (text?.length ?? 0) + (name?.length ?? 0) + 1;
    safe.push({ ...field, text, isJson });
  }
  return { words: words.join('\n'), leaves: fieldLeaves(safe) };
}

function* fieldLeaves(fields: readonly SafeField[]): Generator<Leaf, void> {
  for (const { name, filename, text, isJson, isLines } of fields) {
    const path = name ?? '';
    if (path !== '' && filename !== null) yield untyped(path, filename);
    else if (path !== '' && text !== null) yield untyped(path, text);
    if (text === null || !isJson) continue;
    for (const leaf of jsonLeaves(text, isLines)) yield below(path, leaf);
  }
}

/** A value of JSON inside a field: its path goes on where the field's name ends. */
function below(name: string, leaf: Leaf): Leaf {
  if (name === '') return leaf;
  const path = leaf.path === '' ? name : `${name}.${leaf.path}`;
  // The name of the field is one key more, before which no array stands.
  const keys = name.split('.').length;
  return { ...leaf, path, at: leaf.at === '' ? '' : '/'.repeat(keys) + leaf.at };
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;

/** JSON as a person would type its words: escapes would glue letters to them. */
function jsonWords(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_, hex: string | undefined, char: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return char === '"' || char === '\\' || char === '/' ? char : ' ';
  });
}
