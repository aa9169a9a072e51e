import { compileRedaction } from './redaction/compile.ts';
import type { Portable } from './portable.ts';
import { redact } from './redaction/redact.ts';
import { BUILT_IN, type RedactionRule } from './redaction/rules.ts';

/** A rule of the node's own. `json` is a path such as `customer.email`. */
export interface SharingRule {
  place: 'header' | 'query' | 'json';
  name: string;
}

export interface SharingChoice {
  /** `exact`: bytes as they came, but for what is never shared. */
  redaction: 'standard' | 'exact';
  rules: readonly SharingRule[];
}

/** What leaves no node, whatever it chose: credentials of app users, and what opens a URL. */
const ALWAYS: readonly RedactionRule[] = [
  ...['email', 'password', 'apikey', 'jwttokenstring'].map((name): RedactionRule => ({
    kind: 'header',
    name,
  })),
  ...['secret', 'token', 'key', 'api_key', 'access_token'].map((name): RedactionRule => ({
    kind: 'query',
    name,
  })),
];

/** Headers whose names tell that a secret stands in them; the words of `SECRET_NAME`. */
const TELLING: readonly RedactionRule[] = [
  'authorization',
  'cookie',
  'secret',
  'token',
  'api-key',
  'apikey',
  'password',
].map((word): RedactionRule => ({ kind: 'header', name: `*${word}*` }));

function ruleOf({ place, name }: SharingRule): RedactionRule {
  if (place !== 'json') return { kind: place, name };
  const keys = name.replace(/^\$\.?/, '').split('.');
  return { kind: 'json', path: `$${keys.map((key) => `[${JSON.stringify(key)}]`).join('')}` };
}

/**
 * Cuts captures before a team gets them.
 *
 * @param secrets every secret that is known here, as text: cut wherever they stand, in both choices.
 */
export function teamCutter(
  choice: SharingChoice,
  secrets: readonly string[],
): (capture: Portable) => Promise<Portable> {
  const standard = choice.redaction === 'standard' ? [...BUILT_IN.default.rules, ...TELLING] : [];
  const rules = [...ALWAYS, ...standard, ...choice.rules.map(ruleOf)];
  const redaction = compileRedaction({ name: 'team', rules, stable: false }, secrets);
  return (capture) => redact(capture, redaction);
}
