import type { Database } from 'better-sqlite3';
import { likeText } from '../../lib/like.ts';
import type { Suggestion } from '../../../preload/contract/captures/search-text.ts';
import { SECRET_NAME } from '../../lib/secrets/secret-name.ts';
import { FIELDS, NAMED } from './fields.ts';
import { lex, quoteName, quoteValue, type Lexeme } from './lex.ts';

interface Parts {
  db: Database;
  fieldId: (name: string) => number | undefined;
  /** Texts seen in a field, newest first. */
  recentTexts: (fieldId: number, limit: number) => string[];
  /** Minutes local time is ahead of UTC at an instant. */
  offsetMinutes: (ms: number) => number;
}

const LIMIT = 20;
/** Values are looked for among so many of the newest. */
const RECENT = 2000;
const COLUMNS: Record<string, string> = {
  method: 'method',
  path: 'path',
  status: 'status',
  type: 'content_type',
  endpoint: 'endpoint_name',
  provider: 'provider',
  event: 'event_type',
};

/**
 * Completions for a search box: names of fields before a colon, values seen behind it.
 *
 * Names come by how often they are used, values newest first. Values of headers and fields that
 * carry secrets are not offered, though they can be searched for.
 */
export function openCompletion({ db, fieldId, recentTexts, offsetMinutes }: Parts) {
  const namesFrom = db.prepare<
    { from: string; below: string; like: string; limit: number },
    { label: string; uses: number }
  >(`
    SELECT label, uses FROM search_fields
     WHERE name >= :from AND name < :below AND name LIKE :like ESCAPE '\\'
     ORDER BY uses DESC, last_capture DESC LIMIT :limit`);
  const recentIn = Object.fromEntries(
    Object.entries(COLUMNS).map(([field, column]) => [
      field,
      db
        .prepare<[number], string | number | null>(
          `SELECT ${column} FROM captures WHERE removed_batch IS NULL ORDER BY id DESC LIMIT ?`,
        )
        .pluck(),
    ]),
  );

  function localDate(nowMs: number): string {
    return new Date(nowMs + offsetMinutes(nowMs) * 60_000).toISOString().slice(0, 10);
  }

  function seenNames(kind: string, typed: string): { name: string; detail: string }[] {
    const rows = (like: string) =>
      namesFrom.all({ from: `${kind}.`, below: `${kind}/`, like, limit: LIMIT });
    const start = `${kind}.${likeText(typed)}`;
    const found = [...rows(`${start}%`), ...rows(`${kind}.%${likeText(typed)}%`)];
    const labels = new Map(found.map((row) => [row.label, row.uses]));
    return [...labels]
      .filter(([label]) => !label.endsWith('.'))
      .slice(0, LIMIT)
      .map(([label, uses]) => ({
        name: quoteName(label),
        detail: uses === 1 ? 'in 1 capture' : `in ${uses.toLocaleString('en')} captures`,
      }));
  }

  function suggestNames(typed: string): { name: string; detail: string }[] {
    const dot = typed.indexOf('.');
    const kind = NAMED.find((name) => name === typed.slice(0, dot).toLowerCase());
    if (dot >= 0) return kind ? seenNames(kind, typed.slice(dot + 1).replaceAll('"', '')) : [];
    return FIELDS.filter((field) => field.name.startsWith(typed.toLowerCase())).map((field) => ({
      name: field.name,
      detail: `${field.help}, ${field.example}`,
    }));
  }

  function valuesOf(name: string, nowMs: number): string[] {
    const field = FIELDS.find((one) => one.name === name);
    const values = [...(field?.values ?? [])];
    if (name === 'after' || name === 'before') values.push(localDate(nowMs));
    const column = recentIn[name];
    if (column) values.push(...column.all(RECENT).map((value) => String(value ?? '')));
    const id = !name.includes('.') || SECRET_NAME.test(name) ? undefined : fieldId(name);
    if (id !== undefined) values.push(...recentTexts(id, RECENT));
    return values;
  }

  const complete = (text: string, cursor: number, nowMs: number): Suggestion[] => {
    const at = Math.max(0, Math.min(cursor, text.length));
    const lexeme = lex(text).find(({ from, to }) => from <= at && at <= to);
    if (lexeme?.name && at > lexeme.name.to) {
      return valueSuggestions(lexeme, lexeme.name.text, text.slice(0, at), nowMs);
    }
    const place = namePlace(lexeme, text, at);
    if (!place) return [];
    const typed = text.slice(place.from, at);
    return suggestNames(typed).map(({ name, detail }) => ({
      text: name.endsWith('.') ? name : `${name}:`,
      label: name,
      detail,
      ...place,
    }));
  };

  return {
    complete,
    /** Values worth offering for a field: known ones first, then those seen, newest first. */
    valuesOf,
    /** Names behind `header.`, `query.` or `body.`, by how often they are used. */
    namesOf: (kind: string): string[] => seenNames(kind, '').map(({ name }) => name),
  };

  /** @param before the text up to the cursor */
  function valueSuggestions(
    lexeme: Lexeme,
    name: string,
    before: string,
    nowMs: number,
  ): Suggestion[] {
    const at = before.length;
    const item = lexeme.items.find(({ from, to }) => from <= at && at <= to);
    if (!item) return [];
    const typed = before.slice(item.from).replace(/^"/, '').toLowerCase();
    const seen = new Map<string, string>();
    for (const value of valuesOf(name.toLowerCase(), nowMs)) {
      const folded = value.toLowerCase();
      if (value === '' || !folded.includes(typed) || seen.has(folded)) continue;
      seen.set(folded, value);
      if (seen.size >= 200) break;
    }
    const starts = (value: string): number => (value.toLowerCase().startsWith(typed) ? 0 : 1);
    const known = new Set(FIELDS.find((field) => field.name === name.toLowerCase())?.values);
    return [...seen.values()]
      .toSorted((a, b) => starts(a) - starts(b))
      .slice(0, LIMIT)
      .map((value) => ({
        text: known.has(value) ? value : quoteValue(value),
        label: value,
        detail: '',
        from: item.from,
        to: item.to,
      }));
  }
}

/** What a completed name replaces: the name with its colon; undefined inside a quoted phrase. */
function namePlace(
  lexeme: Lexeme | undefined,
  text: string,
  at: number,
): { from: number; to: number } | undefined {
  if (!lexeme) return { from: at, to: at };
  const from = lexeme.negated ? lexeme.from + 1 : lexeme.from;
  if (text.charAt(from) === '"' || at < from) return undefined;
  return { from, to: lexeme.name ? lexeme.name.to + 1 : lexeme.to };
}
