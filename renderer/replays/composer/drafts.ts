import { create } from 'zustand';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { headerPairs } from '../../wire/headers/header-rows.ts';
import type { Draft } from '../edit/edit-draft.ts';
import { FIRST_CHOICE, type ReplayChoice } from '../replay-target.ts';
import type { SignatureChoice } from './send-plan.ts';
import { INTAKE } from './target-text.ts';

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

/** The oldest are given up beyond this many. */
const MOST = 50;

interface Drafts {
  drafts: ReadonlyMap<CaptureId, Composition>;
  change: (id: CaptureId, part: Partial<Composition>) => void;
}

/** What was composed in this window, by capture: closing the composer loses nothing. */
export const useDrafts = create<Drafts>((set) => ({
  drafts: new Map(),
  change: (id, part) =>
    set(({ drafts }) => {
      const next = new Map(drafts);
      const before = next.get(id) ?? FIRST_COMPOSITION;
      next.delete(id);
      next.set(id, { ...before, ...part });
      for (const oldest of next.keys()) {
        if (next.size <= MOST) break;
        next.delete(oldest);
      }
      return { drafts: next };
    }),
}));

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
