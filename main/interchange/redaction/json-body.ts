import { exec, type JsonValue } from 'jsonpath-rfc9535';
import { JsonMistake } from '../../lib/json/scan.ts';
import type { Redaction } from './compile.ts';
import { decoded, type JsonPlace, replaceInJson } from './json.ts';
import { passesLuhn } from './luhn.ts';
import type { Marks } from './marks.ts';
import { cutText } from './text.ts';

/** JSON in a text in JSON is gone into so deep: notices of queues stand in two envelopes. */
const MAX_NESTING = 3;

/**
 * Cuts a JSON text where it stands; undefined where it is not JSON after all.
 *
 * @param place what the whole is called: `body`, `reply body`.
 */
export function cutJson(
  text: string,
  redaction: Redaction,
  marks: Marks,
  place: string,
  depth = 0,
): string | undefined {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  try {
    const rest = text.slice(mark.length);
    // The reader of paths knows expressions, too.
    const byPath =
      redaction.paths.length === 0
        ? NONE_FOUND
        : marks.guard.run(() => pathsFound(rest, redaction));
    if (byPath === undefined) {
      return JSON.stringify(marks.drop('too slow: json path', place, rest));
    }
    return mark + replaceInJson(rest, replacer(redaction, byPath, marks, place, depth));
  } catch (error) {
    // Too deep for the reader of paths, or no JSON: its text is gone over as such.
    if (error instanceof JsonMistake || error instanceof SyntaxError) return undefined;
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Which rule of a path finds what: by how long a path is, then by the path as a JSON list. */
type Found = ReadonlyMap<number, Map<string, string>>;

const NONE_FOUND: Found = new Map();

function pathsFound(text: string, { paths }: Redaction): Found {
  const found = new Map<number, Map<string, string>>();
  const value = JSON.parse(text) as JsonValue;
  for (const path of paths) {
    exec(value, path, (_value, at) => {
      const alike = found.get(at.length) ?? new Map<string, string>();
      found.set(at.length, alike.set(JSON.stringify(at), path));
    });
  }
  return found;
}

function replacer(redaction: Redaction, byPath: Found, marks: Marks, whole: string, depth: number) {
  /** Undefined where it is kept: then what lies in it is gone through. */
  const cutWhole = (rule: string, { path, token }: JsonPlace): string | undefined => {
    const place = `${whole} ${shownPath(path)}`;
    const value = token === '' ? token : plain(token);
    return marks.keeps(rule, place, value)
      ? undefined
      : JSON.stringify(marks.cut(rule, place, value));
  };
  return (at: JsonPlace): string | undefined => {
    // Made only where it is said: a path may be as long as the body.
    const place = (): string => `${whole} ${shownPath(at.path)}`;
    if (at.kind === 'key') return cutToken(at, redaction, marks, place);
    const named = byPath.get(at.path.length)?.get(JSON.stringify(at.path));
    const byName = named === undefined ? undefined : cutWhole(`json ${named}`, at);
    if (byName !== undefined) return byName;
    const rule = at.key === undefined ? undefined : redaction.keys.get(at.key.toLowerCase());
    if (at.key !== undefined && rule !== undefined && holdsSecret(at, rule)) {
      const cut = cutWhole(`json ${at.key.toLowerCase()}`, at);
      if (cut !== undefined) return cut;
    }
    if (at.kind === 'container' || at.kind === 'word') return undefined;
    if (at.kind === 'string' && depth < MAX_NESTING) {
      const text = decoded(at.token);
      const inner = OPENS.test(text)
        ? cutJson(text, redaction, marks, place(), depth + 1)
        : undefined;
      if (inner !== undefined) return inner === text ? undefined : JSON.stringify(inner);
    }
    return cutToken(at, redaction, marks, place);
  };
}

const OPENS = /^\s*[[{]/;

/** Nothing is hidden by cutting `null`, `true`, and an empty text. */
function holdsSecret({ kind, token }: JsonPlace, { luhn }: { luhn: boolean }): boolean {
  if (luhn) return kind !== 'container' && passesLuhn(plain(token));
  return kind !== 'word' && token !== '""';
}

function cutToken(
  { kind, token }: JsonPlace,
  { patterns }: Redaction,
  marks: Marks,
  place: () => string,
): string | undefined {
  const text = kind === 'number' ? token : decoded(token);
  const cut = cutText(text, patterns, marks, place);
  return cut === text ? undefined : JSON.stringify(cut);
}

const plain = (token: string): string => (token.startsWith('"') ? decoded(token) : token);

const PLAIN_KEY = /^[A-Za-z_]\w*$/;

/** A path as people read it, and as RFC 9535 does: list positions all alike, so that one line stands for a whole list. */
export function shownPath(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return '[*]';
    return PLAIN_KEY.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${steps.join('')}`;
}
