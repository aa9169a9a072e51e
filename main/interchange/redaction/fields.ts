import { unescaped } from '../../decode/form-bytes.ts';
import { bytesOfLatin1 } from '../../decode/latin1.ts';
import type { Marks } from './marks.ts';
import { cutText, type Pattern } from './text.ts';

interface FieldCut {
  rule: (name: string) => string | undefined;
  patterns: readonly Pattern[];
  /** The word before the name: `query`, `body`. */
  place: string;
  /** Cuts a value that is JSON; undefined where it is none. */
  json: (text: string, place: string) => string | undefined;
}

/**
 * Cuts values of `name=value` pairs as a query or an urlencoded body has them, one character per
 * byte. What is not cut stays as it was written.
 */
export function cutFields(source: string, how: FieldCut, marks: Marks): string {
  const { rule, place } = how;
  return source
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const rawName = equals < 0 ? pair : pair.slice(0, equals);
      const rawValue = equals < 0 ? '' : pair.slice(equals + 1);
      const name = fieldText(rawName);
      const named = rawValue === '' ? undefined : rule(name);
      const at = `${place} ${name}`;
      if (named !== undefined && !marks.keeps(named, at, fieldText(rawValue))) {
        const mark = marks.cut(named, at, fieldText(rawValue));
        return `${rawName}=${encodeURIComponent(mark)}`;
      }
      const cut = cutDecoded(rawValue, how, marks, at);
      const cutName = cutDecoded(rawName, how, marks, place);
      return equals < 0 ? cutName : `${cutName}=${cut}`;
    })
    .join('&');
}

function cutDecoded(raw: string, how: FieldCut, marks: Marks, place: string): string {
  const text = fieldText(raw);
  const json = /^\s*[[{]/.test(text) ? how.json(text, place) : undefined;
  const cut = json ?? cutText(text, how.patterns, marks, place);
  if (cut !== text) return encodeURIComponent(cut);
  // A secret with a `+` that nobody encoded reads otherwise than it is written.
  return cutText(raw, how.patterns, marks, place);
}

/** As UTF-8, the common case; of other charsets the ASCII part is right, which is what rules look for. */
function fieldText(raw: string): string {
  if (!/[%+\x80-\xff]/.test(raw)) return raw;
  return Buffer.from(unescaped(bytesOfLatin1(raw), true)).toString('utf8');
}

const IN_PATH_RULE = 'token in the path';
const IN_PATH = /(\/token\/)([^/?#]+)/gi;

/** Cuts a request target: a token in its path, parameters, and what patterns find in the rest. */
export function cutTarget(target: string, how: Omit<FieldCut, 'place'>, marks: Marks): string {
  const { patterns } = how;
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const cutPath = cutText(
    path.replaceAll(IN_PATH, (whole, before: string, token: string) =>
      marks.keeps(IN_PATH_RULE, 'path', token)
        ? whole
        : before + encodeURIComponent(marks.cut(IN_PATH_RULE, 'path', token)),
    ),
    patterns,
    marks,
    'path',
  );
  // Whatever an expression took, a target stays one.
  const left = path.startsWith('/') && !cutPath.startsWith('/') ? `/${cutPath}` : cutPath;
  if (mark < 0) return left;
  return `${left}?${cutFields(target.slice(mark + 1), { ...how, place: 'query' }, marks)}`;
}
