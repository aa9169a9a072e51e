import { exec } from 'jsonpath-rfc9535';
import { BackstitchError } from '../../lib/errors.ts';
import { secretsExpression } from './known-secrets.ts';
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
}

type OfKind<K extends RedactionRule['kind']> = Extract<RedactionRule, { kind: K }>;

/**
 * Makes a profile ready to be used.
 *
 * @param secrets every secret that is known, as text; they are cut wherever they stand.
 * @throws BackstitchError REDACTION_INVALID where a rule has a path or an expression that is none.
 */
export function compileRedaction(
  profile: RedactionProfile,
  secrets: readonly string[] = [],
): Redaction {
  const known = secretsExpression(secrets);
  const secretPatterns: Pattern[] =
    known === undefined ? [] : [{ rule: 'secret', expression: known, luhn: false }];
  const of = <K extends RedactionRule['kind']>(kind: K): OfKind<K>[] =>
    profile.rules.filter((rule): rule is OfKind<K> => rule.kind === kind);
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
    patterns: [...secretPatterns, ...of('pattern').map(patternOf)],
    secrets: secretPatterns,
    addresses: of('address').length > 0,
    mark: markMaker(profile.stable),
  };
}

function nameFinder(
  kind: string,
  rules: readonly { name: string }[],
): (name: string) => string | undefined {
  const exact = new Map<string, string>();
  const wild: { expression: RegExp; rule: string }[] = [];
  for (const { name } of rules) {
    const rule = `${kind} ${name}`;
    if (name.includes('*')) wild.push({ expression: wildcard(name), rule });
    else exact.set(name.toLowerCase(), rule);
  }
  return (name) =>
    exact.get(name.toLowerCase()) ?? wild.find(({ expression }) => expression.test(name))?.rule;
}

function wildcard(name: string): RegExp {
  const parts = name.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*?')}$`, 'is');
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

function patternOf({ name, expression, flags, check }: OfKind<'pattern'>): Pattern {
  const rule = `pattern ${name}`;
  const luhn = check === 'luhn';
  try {
    const asked = (flags ?? '').replaceAll(/[gy]/g, '');
    return { rule, expression: new RegExp(expression, `g${asked}`), luhn };
  } catch (cause) {
    throw new BackstitchError(
      'REDACTION_INVALID',
      `The expression of “${name}” cannot be read: ${cause instanceof Error ? cause.message : ''}`,
      { hint: 'It is a regular expression of JavaScript.', field: 'expression', cause },
    );
  }
}
