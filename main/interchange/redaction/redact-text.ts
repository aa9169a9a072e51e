import type { Cut } from '../portable.ts';
import { cutBody } from './body.ts';
import type { Redaction } from './compile.ts';
import { openMarks } from './marks.ts';

/** A body as text, as it would leave, and what is cut out of it. */
export function redactText(
  text: string,
  contentType: string,
  redaction: Redaction,
): { text: string; cut: Cut[] } {
  const marks = openMarks(redaction);
  const bytes = new TextEncoder().encode(text);
  const left = cutBody(bytes, { contentType }, redaction, marks, 'body');
  return { text: Buffer.from(left).toString('utf8'), cut: marks.cuts() };
}
