import type { Expectation } from '../../preload/contract/interchange/expectations.ts';
import { findJsonMistake } from '../../preload/rules/json-mistake.ts';

/** What a search finds, as an expectation: at least one capture. */
export const expectationOf = (search: string): Expectation => ({ search, count: { min: 1 } });

/** An expectation as people read and change it. */
export const textOf = (expectation: Expectation): string => JSON.stringify(expectation, null, 2);

/** What is typed, or where it stops being JSON. What it means is for the engine to judge. */
export function readDraft(
  text: string,
): { ok: true; expectation: Expectation } | { ok: false; problem: string } {
  const mistake = findJsonMistake(text);
  if (mistake !== null) {
    const { line, column, message } = mistake;
    return { ok: false, problem: `Line ${line}, column ${column}: ${message}` };
  }
  return { ok: true, expectation: JSON.parse(text) as Expectation };
}

/** As a file for `backstitch expect --file`, with its name in it. */
export const fileOf = (name: string, expectation: Expectation): string =>
  `${textOf(name.trim() === '' ? expectation : { name: name.trim(), ...expectation })}\n`;

/** Which captures are judged: those of a while ago, all, or those that come from now on. */
export const SPANS = [
  { id: 'hour', label: 'Captures of the last hour' },
  { id: 'all', label: 'All captures' },
  { id: 'coming', label: 'What comes from now on' },
] as const;
export type Span = (typeof SPANS)[number]['id'];

/** As the contract takes it: what is there already is not waited for. */
export const spanInput = (span: Span): { since?: string; now: boolean } =>
  span === 'coming' ? { now: false } : { since: span === 'hour' ? '1h' : 'all', now: true };
