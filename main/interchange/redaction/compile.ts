import { exec } from 'jsonpath-rfc9535';
import { BackstitchError } from '../../lib/errors.ts';
import { secretsExpression } from './known-secrets.ts';
import { type Guard, UNGUARDED } from './own/guard.ts';
import { type Keeping, keepingOf } from './own/kept.ts';
import { markMaker, type MarkMaker } from './marks.ts';
import type { RedactionProfile, RedactionRule } from './rules.ts';
import type { Pattern } from './text.ts';

/** A profile ready to be used on captures: made once for an export. */
export interface Redaction {
  /** The rule that cuts a header, as people read it; undefined where none does. Any case. */
  header: (name: string) => string | undefined;
  query: (name: string) => string | undefined;
  form: (name: string) => string | undefined;
  /** Keys of JSON in lower case, and whether a value has to pass the check of card numbers. */
  keys: ReadonlyMap<string, { luhn: boolean }>;
  paths: readonly string[];
  /** Known secrets first: what they cut is theirs. */
  patterns: readonly Pattern[];
  /** The known secrets alone. */
  secrets: readonly Pattern[];
  addresses: boolean;
  mark: MarkMaker;
  keeping: Keeping;
  /** What rules of the user are run in. */
  guard: Guard;
}

type OfKind<K extends RedactionRule['kind']> = Extract<RedactionRule, { kind: K }>;

/**
 * Makes a profile ready to be used.
 *
 * @param secrets every secret that is known, as text; they are cut wherever they stand.
 * @param more.key of the marks; left out: one of its own.
 * @throws BackstitchError REDACTION_INVALID where a rule has a path or an expression that is none.
 */
export function compileRedaction(
  profile: RedactionProfile,
  secrets: readonly string[] = [],
  more: { key?: Uint8Array; guard?: Guard } = {},
): Redaction {
  const known = secretsExpression(secrets);
  const secretPatterns: Pattern[] =
    known === undefined ? [] : [{ rule: 'secret', expression: known, luhn: false, isOwn: false }];
  const own = profile.own ?? [];
  const of = <K extends RedactionRule['kind']>(kind: K): OfKind<K>[] =>
    [...profile.rules, ...own].filter((rule): rule is OfKind<K> => rule.kind === kind);
  const json = of('json');
  return {
    header: nameFinder('header', of('header')),
    query: nameFinder('query', of('query')),
    form: nameFinder('form', of('form')),
    keys: new Map(
      json.flatMap((rule) =>
        'key' in rule ? [[rule.key.toLowerCase(), { luhn: rule.check === 'luhn' }] as const] : [],
      ),
    ),
    paths: json.flatMap((rule) => ('path' in rule ? [checkedPath(rule.path)] : [])),
    patterns: [
      ...secretPatterns,
      ...of('pattern').map((rule) => patternOf(rule, own.includes(rule))),
    ],
    secrets: secretPatterns,
    addresses: of('address').length > 0,
    mark: markMaker(profile.stable, more.key),
    keeping: keepingOf(profile.keep ?? [], secrets, known),
    guard: more.guard ?? UNGUARDED,
  };
}

function nameFinder(
  kind: string,
  rules: readonly { name: string }[],
): (name: string) => string | undefined {
  const exact = new Map<string, string>();
  const wild: { parts: string[]; rule: string }[] = [];
  for (const { name } of rules) {
    const rule = `${kind} ${name}`;
    if (name.includes('*')) wild.push({ parts: name.toLowerCase().split('*'), rule });
    else exact.set(name.toLowerCase(), rule);
  }
  return (name) =>
    exact.get(name.toLowerCase()) ??
    wild.find(({ parts }) => isLike(name.toLowerCase(), parts))?.rule;
}

/** Parts in their order, the first at the beginning and the last at the end: in proportion to the name. */
function isLike(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - at >= last.length && name.endsWith(last);
}

function checkedPath(path: string): string {
  try {
    exec(null, path, () => {});
    return path;
  } catch (cause) {
    throw new BackstitchError('REDACTION_INVALID', `“${path}” is not a JSON path.`, {
      hint: 'A path begins with $, as in $.user.email or $.items[*].card.',
      field: 'path',
      cause,
    });
  }
}

function patternOf({ name, expression, flags, check }: OfKind<'pattern'>, isOwn: boolean): Pattern {
  const rule = `pattern ${name}`;
  const luhn = check === 'luhn';
  try {
    const asked = (flags ?? '').replaceAll(/[gy]/g, '');
    return { rule, expression: new RegExp(expression, `g${asked}`), luhn, isOwn };
  } catch (cause) {
    throw new BackstitchError(
      'REDACTION_INVALID',
      `The expression of “${name}” cannot be read: ${cause instanceof Error ? cause.message : ''}`,
      { hint: 'It is a regular expression of JavaScript.', field: 'expression', cause },
    );
  }
}
