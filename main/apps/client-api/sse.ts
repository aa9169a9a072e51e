import type { CallRefusal } from './refusal.ts';

/** What would end a line early, in the form that the libraries undo. */
const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\r', '%0D');

/** One change as a Server-Sent Event. */
export const sseEvent = (data: string): string => `data: ${escaped(data)}\n\n`;

/** The last event of a stream that failed. */
export const sseError = ({ code, text }: CallRefusal): string =>
  `event: error\ndata: ${escaped(JSON.stringify({ error: text, error_code: code }))}\n\n`;
