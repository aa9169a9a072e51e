import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Portable } from './portable.ts';
import { compileRedaction } from './redaction/compile.ts';
import { cutTarget } from './redaction/fields.ts';
import { cutJson } from './redaction/json-body.ts';
import { cutLoosely } from './redaction/loose.ts';
import { openMarks } from './redaction/marks.ts';
import { cutHeaders, redact } from './redaction/redact.ts';
import { BUILT_IN, type RedactionProfile } from './redaction/rules.ts';

/** Cuts what is told piece by piece, such as to an agent. Nothing it gives is longer for it than the marks it puts in. */
export interface Cutter {
  capture(capture: Portable): Promise<Portable>;
  target(target: string): string;
  headers(pairs: readonly HeaderPair[]): HeaderPair[];
  /** A text of any form: JSON by its keys, the rest by what it looks like. */
  text(text: string): string;
  /** A value that stands under a path such as `body.user.password` or `headers.Authorization`. */
  at(path: string, value: string): string;
  /** A field that a search asks for and that is cut: by guesses, its value could be found out. */
  hiddenField(search: string): string | undefined;
  /** All texts in a value, wherever they stand; names of fields stay. */
  all<T>(value: T): T;
}

const { rules } = BUILT_IN.default;

/**
 * Functions are handed headers and parameters as JSON, so there their names are keys. `key` and `code`
 * are not among them: as keys they mean other things.
 */
const PROFILE: RedactionProfile = {
  ...BUILT_IN.default,
  rules: [
    ...rules,
    ...rules.flatMap((rule) =>
      rule.kind === 'header' || (rule.kind === 'query' && !/^(?:key|code)$/.test(rule.name))
        ? [{ kind: 'json' as const, key: rule.name }]
        : [],
    ),
  ],
};

/** As the search language writes them: `body.user.password:x`, `header.authorization:*`. */
const ASKED_FIELD = /\b(?:header|query|body)\.("[^"]*"|[^\s:<>=()]+)/gi;

/** @param secrets every secret that is known, as text */
export function cutterOf(secrets: readonly string[]): Cutter {
  const redaction = compileRedaction(PROFILE, secrets);
  const marks = openMarks(redaction);
  const text = (given: string): string => {
    const json = /^\s*[[{"]/.test(given) ? cutJson(given, redaction, marks, '') : undefined;
    return json ?? cutLoosely(given, redaction, marks, '');
  };
  const all = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(all);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, all(one)]));
  };
  const isNamed = (name: string): boolean =>
    redaction.keys.get(name.toLowerCase())?.luhn === false ||
    redaction.header(name) !== undefined ||
    redaction.query(name) !== undefined;
  return {
    capture: (capture) => redact(capture, redaction),
    target: (target) => {
      const { query, patterns } = redaction;
      const json = (one: string, place: string) => cutJson(one, redaction, marks, place);
      return cutTarget(target, { rule: query, patterns, json }, marks);
    },
    headers: (pairs) => cutHeaders(pairs, 'header', { redaction, marks }),
    text,
    at: (path, value) =>
      path.split(/[.[\]"'=]+/).some(isNamed) ? marks.cut('name', path, value) : text(value),
    hiddenField: (search) =>
      [...search.matchAll(ASKED_FIELD)]
        .map(([, field = '']) => field)
        .find((field) => field.split(/[.[\]"*]+/).some(isNamed)),
    all: (value) => all(value) as typeof value,
  };
}

/** For `--no-redact`: everything as it is. */
export const UNCUT: Cutter = {
  capture: (capture) => Promise.resolve(capture),
  target: (target) => target,
  headers: (pairs) => [...pairs],
  text: (text) => text,
  at: (_path, value) => value,
  hiddenField: () => undefined,
  all: (value) => value,
};
