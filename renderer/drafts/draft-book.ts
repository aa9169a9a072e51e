import type { Draft, DraftSummary } from '../../preload/contract/window/drafts.ts';
import { createShownTexts } from './shown-texts.ts';
import { openDraftTimers } from './draft-timers.ts';
import { type DraftOf, foundOf, type Held, keptValue, type Pack, roughSize } from './held.ts';
import type { HeldBack, openHeldBack } from './held-back.ts';

interface Calls {
  get: (input: { key: string }) => Promise<Draft | null>;
  put: (input: {
    key: string;
    kind: string;
    base: string | null;
    value: unknown;
    rev: number;
    session: string;
  }) => Promise<DraftSummary>;
  remove: (input: { key: string; rev?: number }) => Promise<unknown>;
}

interface Parts {
  calls: Calls;
  heldBack: ReturnType<typeof openHeldBack>;
  now: () => number;
  /** How this browser is called, such as `Firefox on Linux`. */
  session: string;
  codeOf: (error: unknown) => string | undefined;
  /** Told after a draft was kept or is gone in the engine. */
  onKept: (key: string, kept: DraftSummary | null) => void;
}

/** What is sent after a pause while it is typed; above it, more rarely. */
const LARGE_CHARACTERS = 1_000_000;

/**
 * All drafts of this page. What is typed is here at once, in the engine a moment later, and for the tab
 * where the engine does not answer. One text may be written in two windows: the engine refuses the later
 * one, whose text stays here beside the other until somebody chooses.
 */
export function openDraftBook(parts: Parts) {
  const { calls, heldBack, now } = parts;
  const held = new Map<string, Held>();
  const packs = new Map<string, Pack>();
  /** Revision of what the engine has; 0 for none. */
  const revs = new Map<string, number>();
  /** Discarded here, and not in the engine yet. */
  const gone = new Set<string>();
  /** What was sent last, whether or not an answer came. */
  const attempts = new Map<string, string>();
  const listeners = new Set<() => void>();
  const busy = new Map<string, Promise<void>>();
  const timers = openDraftTimers((key) => void settle(key), now);

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const set = (key: string, next: Held | undefined): void => {
    if (next === undefined) held.delete(key);
    else held.set(key, next);
    tell();
  };
  const patch = (key: string, part: Partial<Held>): void => {
    const before = held.get(key);
    if (before !== undefined) set(key, { ...before, ...part });
  };
  const valueOf = (one: Held) => keptValue(one, packs.get(one.key) ?? ((value) => value));

  const waiting = (): HeldBack[] =>
    [...held.values()]
      .filter((one) => !one.isKept)
      .map((one) => {
        const { key, kind, base, at, session } = one;
        const [value, sent] = [valueOf(one), attempts.get(key)];
        const isSent = sent === JSON.stringify(value);
        const rest = { value, rev: revs.get(key) ?? 0, sent: isSent ? undefined : sent };
        return { key, kind, base, at, session, ...rest };
      });
  const holdBack = (): void => heldBack.write(waiting());

  async function put(one: Held): Promise<void> {
    const { key, kind, base, session } = one;
    const value = valueOf(one);
    const before = attempts.get(key);
    attempts.set(key, JSON.stringify(value));
    try {
      const rev = revs.get(key) ?? 0;
      const kept = await calls.put({ key, kind, base, value, rev, session });
      revs.set(key, kept.rev);
      if (held.get(key) === one) set(key, { ...one, isKept: true, isTooLarge: false });
      parts.onKept(key, kept);
    } catch (error) {
      const code = parts.codeOf(error);
      if (code === 'DRAFT_CHANGED') return meet(key, before);
      if (code === 'DRAFT_TOO_LARGE') return patch(key, { isTooLarge: true });
      throw error;
    }
  }

  /** The engine has another text. It may be our own: an answer can be lost with the connection. */
  async function meet(key: string, before: string | undefined): Promise<void> {
    const other = await calls.get({ key });
    revs.set(key, other?.rev ?? 0);
    const mine = held.get(key);
    if (mine === undefined) return;
    if (other === null || JSON.stringify(other.value) === before) return put(mine);
    if (JSON.stringify(other.value) === JSON.stringify(valueOf(mine))) {
      return patch(key, { isKept: true });
    }
    patch(key, { other });
  }

  async function remove(key: string): Promise<void> {
    const rev = revs.get(key) ?? 0;
    if (rev > 0) {
      try {
        await calls.remove({ key, rev });
      } catch (error) {
        // Somebody went on with it elsewhere: it is theirs now.
        if (parts.codeOf(error) !== 'DRAFT_CHANGED') throw error;
      }
      revs.set(key, 0);
    }
    attempts.delete(key);
    gone.delete(key);
    parts.onKept(key, null);
  }

  const isBehind = (key: string): boolean => {
    const one = held.get(key);
    if (one === undefined) return gone.has(key);
    return !one.isKept && one.other === null && !one.isTooLarge;
  };

  async function run(key: string): Promise<void> {
    try {
      // What is typed while one is on its way goes with the next turn of the clock.
      const one = held.get(key);
      if (one === undefined) await remove(key);
      else await put(one);
      if (held.get(key)?.isKept === false && isBehind(key)) timers.soon(key, false);
    } catch {
      // The engine is away: it is sent when that is back, and kept for the tab until then.
      timers.retry(key);
    }
    holdBack();
  }

  /** Brings the engine in line with what is here; one turn at a time for each text. */
  async function settle(key: string): Promise<void> {
    timers.stop(key);
    await busy.get(key);
    if (busy.has(key) || !isBehind(key)) return busy.get(key);
    const turn = run(key).finally(() => busy.delete(key));
    busy.set(key, turn);
    return turn;
  }

  for (const { value, rev, sent, ...one } of heldBack.read()) {
    const flags = { isLive: false, isKept: false, other: null, isTooLarge: false };
    const found = { at: one.at, session: one.session };
    held.set(one.key, { ...one, value: value.now, was: value.was, found, ...flags });
    revs.set(one.key, rev);
    if (sent !== undefined) attempts.set(one.key, sent);
  }

  /** Takes what the engine has, where nothing here is newer. */
  async function ask(key: string): Promise<void> {
    if (isBehind(key)) return settle(key);
    await busy.get(key);
    const draft = await calls.get({ key }).catch(() => undefined);
    shown.answered(key, draft !== undefined);
    const mine = held.get(key);
    if (draft === undefined || mine?.other != null || gone.has(key)) return;
    if (mine !== undefined && !mine.isKept) {
      // Somebody typed before the answer was there.
      if (draft !== null && draft.rev !== (revs.get(key) ?? 0)) await settle(key);
      return;
    }
    const isNew = draft !== null && draft.rev !== revs.get(key);
    revs.set(key, draft?.rev ?? 0);
    if (draft === null && mine !== undefined) set(key, undefined);
    else if (isNew) set(key, foundOf(draft) ?? mine);
  }

  /** The same for a text that is about to be shown: what is there already was found there. */
  async function open(key: string): Promise<void> {
    const before = held.get(key);
    if (before !== undefined) {
      const { at, session } = before;
      set(key, { ...before, found: { at, session } });
    }
    await ask(key);
  }

  const shown = createShownTexts({ open, tell, ask });

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: (key: string): Held | undefined => held.get(key),

    /** Asks the engine for what it has, where nothing here is newer. A failure leaves all as it is. */
    open,

    watch: shown.watch,
    /** Nothing is kept of it, since it is called so only now. */
    know: shown.know,

    /**
     * Whether it is known what is kept: what stands here, or what the engine answered since it is shown. Before
     * that nobody may write, for it would be a second text beside the one that comes.
     */
    isRead: (key: string): boolean => held.has(key) || shown.isRead(key),

    /**
     * What the engine has of each now, as its list says: a text that is shown and was changed, saved or given up in
     * another window is asked for.
     */
    async meet(list: readonly Pick<DraftSummary, 'key' | 'rev'>[]): Promise<void> {
      const now = new Map(list.map(({ key, rev }) => [key, rev]));
      const others = shown.allRead().filter((key) => (now.get(key) ?? 0) !== (revs.get(key) ?? 0));
      // What is on its way from here is told again once it is there.
      await Promise.all(others.filter((key) => !busy.has(key) && !gone.has(key)).map(ask));
    },

    askAgain: shown.askAgain,

    /**
     * Takes a text as it is now.
     *
     * @param was what is saved, for three ways; undefined where it needs none
     * @param pack makes of a value what may be kept
     */
    change(of: DraftOf, value: unknown, was: unknown, pack: Pack): void {
      const { key } = of;
      const before = held.get(key);
      gone.delete(key);
      packs.set(key, pack);
      set(key, {
        ...(before ?? { ...of, was, other: null, found: null }),
        kind: of.kind,
        value,
        isLive: true,
        at: now(),
        session: parts.session,
        isKept: false,
        isTooLarge: false,
      });
      timers.soon(key, roughSize(value, LARGE_CHARACTERS) > LARGE_CHARACTERS);
    },

    /** The text is saved, or given up. */
    discard(key: string): void {
      if (!held.has(key) && !gone.has(key)) return;
      gone.add(key);
      set(key, undefined);
      void settle(key);
    },

    /** Goes on from another revision: what was saved since is known and decided about. */
    rebase(key: string, base: string | null, was: unknown): void {
      patch(key, { base, was, isKept: false, at: now() });
      void settle(key);
    },

    /** Decides between this text and that of another window. */
    choose(key: string, whose: 'mine' | 'theirs'): void {
      const one = held.get(key);
      if (one?.other == null) return;
      const theirs = foundOf(one.other);
      if (whose === 'theirs' && theirs !== null) set(key, theirs);
      else patch(key, { other: null, isKept: false });
      void settle(key);
    },

    /** Sends what waits for a pause, now. */
    async flush(): Promise<void> {
      const keys = [...held.keys(), ...gone].filter(isBehind);
      await Promise.all(keys.map(settle));
    },
    /** Keeps for the tab what the engine does not have; at once, since the page may be going. */
    holdBack,
    /** What the engine does not have yet. */
    waiting,
    /** All that was typed and not saved, as it is kept. */
    all: (): { key: string; value: unknown }[] =>
      [...held.values()].map((one) => ({ key: one.key, value: valueOf(one).now })),
    count: (): number => held.size,
  };
}
