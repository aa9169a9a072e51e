import { formatBytes } from '../../ui/format.ts';
import { headerPairs } from '../../wire/headers/header-rows.ts';
import { formatHeaders } from '../../wire/headers/header-text.ts';
import type { Draft } from './edit-draft.ts';

/** A whole request as one text, to compare it with another. */
export function requestText(draft: Draft): string {
  const { body } = draft;
  const shown = body.kind === 'kept' ? `(${formatBytes(body.sizeBytes)}, as captured)` : body.text;
  return `${draft.method} ${draft.target}\n${formatHeaders(headerPairs(draft.headers))}\n\n${shown}`;
}
