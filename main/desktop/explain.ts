import { BackstitchError } from '../lib/errors.ts';

/** What happened and what to do next, for a dialog. */
export function explain(error: unknown): string {
  if (error instanceof BackstitchError) {
    return [error.message, error.hint].filter(Boolean).join('\n\n');
  }
  return error instanceof Error ? error.message : String(error);
}
