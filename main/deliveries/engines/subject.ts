import { type Part, readTemplate } from './template.ts';

const ALLOWED = /^[A-Za-z0-9_.-]*$/;

/** A text as a NATS subject: what cannot stand in one becomes `_`, and so do empty tokens. */
export const asSubject = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9_.-]/g, '_')
    .split('.')
    .map((token) => (token === '' ? '_' : token))
    .join('.');

/** Why a template cannot make a subject; null where it can. */
export function subjectProblem(template: string): string | null {
  const read = readTemplate(template);
  if (!read.ok) return read.why;
  if (read.parts.length === 0) return 'Say where it is published.';
  const isOdd = read.parts.some((part) => 'text' in part && !ALLOWED.test(part.text));
  return isOdd ? 'A subject holds letters, digits, _, - and dots, and no wildcards.' : null;
}

/** Stands for what a field puts there: one token or several. */
const ANY = '\0';

/** Whether a template can lead to a subject that a pattern of NATS takes, such as `webhooks.>`. */
export function canMatch(template: string, pattern: string): boolean {
  const read = readTemplate(template);
  if (!read.ok) return false;
  const text = read.parts.map((part: Part) => ('text' in part ? part.text : ANY)).join('');
  return fits(text.split('.'), pattern.split('.'));
}

function fits(tokens: readonly string[], pattern: readonly string[]): boolean {
  const [token, ...rest] = tokens;
  const [wanted, ...others] = pattern;
  if (wanted === '>') return token !== undefined;
  if (token === undefined || wanted === undefined) return token === wanted;
  if (!token.includes(ANY)) return (wanted === '*' || wanted === token) && fits(rest, others);
  // A value may hold dots: it takes one token of the pattern, or more of them.
  return pattern.some((_, i) => fits(rest, others.slice(i)));
}
