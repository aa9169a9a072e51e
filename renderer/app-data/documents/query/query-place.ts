/** Where a cursor stands in a query that is being written: its text may be incomplete. */
export type QueryPlace =
  | {
      expects: 'key';
      /** How many objects and lists are open around it; 1: the query itself. */
      depth: number;
      /** The field whose object it is in; null at the top. */
      field: string | null;
      /** What is written of it, without its quote, and where that begins. */
      begun: string;
      from: number;
    }
  | { expects: 'value'; depth: number; field: string | null; begun: string; from: number };

interface Level {
  isObject: boolean;
  /** Names of fields stand before values; `after`: a comma or the end comes next. */
  next: 'key' | 'colon' | 'value' | 'after';
  /** The name that was read last. */
  name: string | null;
}

const OPENS = new Set(['{', '[']);

/**
 * Reads a query up to a cursor.
 *
 * @returns null where nothing can be completed: behind a value, or outside of the braces.
 */
export function placeIn(text: string, cursor: number): QueryPlace | null {
  const levels: Level[] = [];
  let at = 0;
  while (at < cursor) {
    const char = text.charAt(at);
    const level = levels.at(-1);
    if (OPENS.has(char)) {
      levels.push({ isObject: char === '{', next: char === '{' ? 'key' : 'value', name: null });
      at += 1;
    } else if (char === '}' || char === ']') {
      levels.pop();
      const outer = levels.at(-1);
      if (outer) outer.next = 'after';
      at += 1;
    } else if (char === ',' && level) {
      level.next = level.isObject ? 'key' : 'value';
      at += 1;
    } else if (char === ':' && level) {
      level.next = 'value';
      at += 1;
    } else if (/\s/.test(char)) {
      at += 1;
    } else {
      const end = endOfWord(text, at);
      // The cursor is in this word, or at its end: it is what is being written.
      const isOpen = char === '"' && !(end > at + 1 && text.charAt(end - 1) === '"');
      if (end > cursor || (end === cursor && (char !== '"' || isOpen))) {
        return level === undefined ? null : placeAt(levels, level, text.slice(at, cursor), at);
      }
      if (level === undefined) return null;
      if (level.isObject && level.next === 'key') {
        level.name = unquoted(text.slice(at, end));
        level.next = 'colon';
      } else level.next = 'after';
      at = end;
    }
  }
  const level = levels.at(-1);
  return level === undefined ? null : placeAt(levels, level, '', cursor);
}

function placeAt(levels: readonly Level[], level: Level, begun: string, from: number) {
  if (level.next !== 'key' && level.next !== 'value') return null;
  const isKey = level.next === 'key';
  const around = isKey ? levels.slice(0, -1) : levels;
  const field = around.findLast(({ name }) => name !== null && !name.startsWith('$'))?.name ?? null;
  return {
    expects: level.next,
    depth: levels.length,
    field,
    begun: begun.replace(/^"/, ''),
    from,
  } satisfies QueryPlace;
}

/** One past the end of a quoted text or a bare word; of a text without its end, the end of all. */
function endOfWord(text: string, from: number): number {
  if (text.charAt(from) !== '"') {
    const length = /^[^\s,:{}[\]"]+/.exec(text.slice(from))?.[0].length ?? 1;
    return from + length;
  }
  for (let at = from + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}

const unquoted = (word: string): string => word.replace(/^"/, '').replace(/"$/, '');
