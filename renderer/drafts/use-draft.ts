import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Draft } from '../../preload/contract/window/drafts.ts';
import { book } from './book.ts';
import type { DraftOf, Held } from './held.ts';
import { readKept } from './held.ts';
import { shapedLike } from './shaped-like.ts';

export interface DraftSpec<T> extends Omit<DraftOf, 'kind'> {
  /** In lower case, with hyphens; it may depend on the text. */
  kind: string | ((value: T) => string);
  /** What is saved now, or what a new one begins with. */
  saved: T;
  /** Whether two values come to the same; equal as JSON where it is left out. */
  same?: (a: T, b: T) => boolean;
  /** What is kept of a value, as JSON. Leave out secrets here. */
  pack?: (value: T) => unknown;
  /** The value of what was kept; null where it is none. It may come from an older version. */
  unpack?: (kept: unknown, saved: T) => T | null;
}

export interface DraftHandle<T> {
  key: string;
  /**
   * Whether it is known what was typed before. Until then nothing may be written: show the form only now, for what
   * is typed into an earlier one would meet the draft as the text of another window.
   */
  isRead: boolean;
  /** What was typed, else what is saved. */
  value: T;
  saved: T;
  /** What was saved when it began; undefined where nobody knows. */
  was: T | undefined;
  isChanged: boolean;
  change: (value: T) => void;
  /** As `change`, from what stands there when it is called: for what comes back later. */
  update: (next: (value: T) => T) => void;
  /** The text was saved, or is given up: what is saved is shown. */
  discard: () => void;
  /** `sent` was saved, perhaps under another key: what was typed since stays, and goes along. */
  settle: (done: { sent: T; key: string; base: string | null }) => void;
  /** The revision to save on: the one it began from. */
  base: string | null;
  /** Something else was saved since it began. */
  isBehind: boolean;
  /** Goes on from what is saved now: that is known and decided about. */
  rebase: () => void;
  /** What another window typed meanwhile. */
  other: { value: T | null; at: number; session: string } | null;
  choose: (whose: 'mine' | 'theirs') => void;
  /** When and where it was typed, where it was there when this was opened. */
  found: { at: number; session: string } | null;
  /** When the engine got all of it; null while it has not. */
  keptAt: number | null;
  isTooLarge: boolean;
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const asItIs = (value: unknown): unknown => value;

/**
 * A text that is kept while it is typed: in the engine a moment after the last key, and for this tab while
 * the engine is away. Leaving asks nothing, since nothing is lost. Secrets are left out by `pack`.
 */
export function useDraft<T>(spec: DraftSpec<T>): DraftHandle<T> {
  const { key, kind, base, saved } = spec;
  const held = useSyncExternalStore(book.subscribe, () => book.get(key));
  const isRead = useSyncExternalStore(book.subscribe, () => book.isRead(key));
  useEffect(() => {
    const leave = book.watch(key);
    return () => {
      leave();
      void book.flush();
    };
  }, [key]);

  const same = spec.same ?? sameJson;
  const unpack = (kept: unknown): T | null =>
    spec.unpack ? spec.unpack(kept, saved) : shapedLike(saved, kept) ? kept : null;
  const typed = useMemo(
    () => readHeld(held, unpack),
    // Read once: the rows of a value keep their identity while nothing is typed.
    // oxlint-disable-next-line react/exhaustive-deps
    [held?.value, held?.isLive],
  );
  const was = useMemo(
    () => (held?.was === undefined ? undefined : (unpack(held.was) ?? undefined)),
    // oxlint-disable-next-line react/exhaustive-deps
    [held?.was],
  );
  const value = typed ?? saved;
  const isChanged = typed !== null && !same(typed, saved);
  // Saved in another window as it stands here: nothing is left to keep.
  const isIdle = held !== undefined && typed !== null && !isChanged && held.other === null;
  useEffect(() => {
    if (isIdle) book.discard(key);
  }, [isIdle, key]);

  const pack = (spec.pack as ((value: unknown) => unknown) | undefined) ?? asItIs;
  const before = (): unknown => (base === null ? undefined : pack(saved));
  const change = (next: T): void => {
    if (book.get(key) === undefined && same(next, saved)) return;
    const its = typeof kind === 'string' ? kind : kind(next);
    book.change({ key, kind: its, base }, next, before(), pack);
  };
  return {
    key,
    isRead,
    value,
    saved,
    was,
    isChanged,
    change,
    update: (next) => change(next(readHeld(book.get(key), unpack) ?? saved)),
    discard: () => book.discard(key),
    settle: (done) => {
      const now = readHeld(book.get(key), unpack);
      const isMore = now !== null && !same(now, done.sent);
      if (done.key === key && isMore) return book.rebase(key, done.base, pack(done.sent));
      book.discard(key);
      if (done.key === key) return;
      const its = typeof kind === 'string' ? kind : kind(done.sent);
      const next = { key: done.key, kind: its, base: done.base };
      if (isMore) book.change(next, now, pack(done.sent), pack);
      else book.know(done.key);
    },
    base: held?.base ?? base,
    isBehind: isChanged && held !== undefined && held.base !== base,
    rebase: () => book.rebase(key, base, before()),
    other: held?.other == null ? null : readOther(held.other, unpack),
    choose: (whose) => book.choose(key, whose),
    found: held?.found ?? null,
    keptAt: held?.isKept === true ? held.at : null,
    isTooLarge: held?.isTooLarge ?? false,
  };
}

function readHeld<T>(held: Held | undefined, unpack: (kept: unknown) => T | null): T | null {
  if (held === undefined) return null;
  return held.isLive ? (held.value as T) : unpack(held.value);
}

function readOther<T>(other: Draft, unpack: (kept: unknown) => T | null) {
  const kept = readKept(other.value);
  const value = kept === null ? null : unpack(kept.now);
  return { value, at: other.updatedAt, session: other.session };
}

/** Resolves once it is known what is kept under a key, or that the engine does not answer. */
export const readDraftOf = (key: string): Promise<void> => book.open(key);

/** Begins a draft that nobody typed, such as one of a pasted text. */
export function writeDraft<T>(of: DraftOf, value: T, pack: (value: T) => unknown): void {
  book.change(of, value, undefined, pack as (value: unknown) => unknown);
}

/** What is kept under a key, as it was packed; undefined where nothing is, or it cannot be known now. */
export async function draftValueOf<T>(key: string): Promise<T | undefined> {
  await book.open(key);
  return book.get(key)?.value as T | undefined;
}

/** What it was about is gone, or has another name. */
export const discardDraft = (key: string): void => book.discard(key);
