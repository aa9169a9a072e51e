import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { shapedLike } from '../../drafts/shaped-like.ts';
import { headerPairs, headerRows } from '../../wire/headers/header-rows.ts';
import type { Draft } from '../edit/edit-draft.ts';
import { FIRST_CHOICE, type ReplayChoice } from '../replay-target.ts';
import type { SignatureChoice } from './send-plan.ts';
import { INTAKE } from './target/target-text.ts';

/** A request in the making. */
export interface Composition {
  /** null while nothing is changed. */
  draft: Draft | null;
  /** What went out last; null before the first try. */
  sent: Draft | null;
  target: string;
  signature: SignatureChoice;
  options: ReplayChoice;
}

export const FIRST_COMPOSITION: Composition = {
  draft: null,
  sent: null,
  target: INTAKE,
  signature: 'auto',
  options: FIRST_CHOICE,
};

/** Whether two drafts stand for the same request, byte for byte. */
export function sameDraft(a: Draft, b: Draft): boolean {
  const text = ({ body }: Draft): string => (body.kind === 'kept' ? '' : body.text);
  const headers = (draft: Draft): string => JSON.stringify(headerPairs(draft.headers));
  return (
    a.method === b.method &&
    a.target === b.target &&
    a.body.kind === b.body.kind &&
    text(a) === text(b) &&
    headers(a) === headers(b)
  );
}

/** Whether something was changed that never went out like this. */
export function isUnsent({ draft, sent }: Pick<Composition, 'draft' | 'sent'>): boolean {
  return draft !== null && (sent === null || !sameDraft(draft, sent));
}

/** Whether two compositions come to the same. */
export function sameComposition(a: Composition, b: Composition): boolean {
  const same = (one: Draft | null, other: Draft | null): boolean =>
    one === other || (one !== null && other !== null && sameDraft(one, other));
  return (
    a.target === b.target &&
    a.signature === b.signature &&
    same(a.draft, b.draft) &&
    same(a.sent, b.sent) &&
    JSON.stringify(a.options) === JSON.stringify(b.options)
  );
}

type Packed = Omit<Draft, 'headers'> & { headers: readonly HeaderPair[] };

const packDraft = (draft: Draft): Packed => ({ ...draft, headers: headerPairs(draft.headers) });

/** As it is kept: rows have no names there, and what was sent as it stands is there once. */
export function packComposition({ draft, sent, ...rest }: Composition) {
  const isSent = draft !== null && sent !== null && sameDraft(draft, sent);
  return {
    ...rest,
    draft: draft && packDraft(draft),
    sent: isSent ? true : sent && packDraft(sent),
  };
}

/** What was kept of a composition; null where it is none. */
export function unpackComposition(kept: unknown): Composition | null {
  const { draft: _, sent: __, ...sample } = FIRST_COMPOSITION;
  if (!shapedLike<object>(sample, kept) || kept === null) return null;
  const parts = kept as Partial<Record<keyof Composition, unknown>>;
  const draft = unpackDraft(parts.draft);
  const sent = parts.sent === true ? draft : unpackDraft(parts.sent);
  return { ...(kept as Omit<Composition, 'draft' | 'sent'>), draft, sent };
}

function unpackDraft(kept: unknown): Draft | null {
  const sample: Packed = { method: '', target: '', headers: [], body: { kind: 'text', text: '' } };
  if (kept === null || kept === undefined) return null;
  if (shapedLike(sample, kept)) {
    if (kept.body.kind !== 'text' && kept.body.kind !== 'hex') return null;
    return { ...kept, headers: headerRows(kept.headers.filter(isPair)) };
  }
  // Too large to be edited: its bytes are those of the capture.
  const large = { ...sample, body: { kind: 'kept' as const, sizeBytes: 0 } };
  if (!shapedLike(large, kept) || kept.body.kind !== 'kept') return null;
  return { ...kept, headers: headerRows(kept.headers.filter(isPair)) };
}

const isPair = (pair: unknown): pair is HeaderPair =>
  Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
