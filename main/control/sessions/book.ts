import type { BrowserSession } from '../../../preload/contract/window/sessions.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { KeptSession, SessionStore } from './store.ts';

/** A session that nobody used for so long is over. */
const UNUSED_MS = 30 * 86_400_000;
/** Use is written down no more often than this. */
const NOTED_MS = 60_000;
/** A browser beyond these ends the one that was longest unused. */
const MAX_SESSIONS = 20;
const MAX_NAME = 200;

/** A URL that signs one browser in, once, until it expires. */
export interface LoginUrl {
  url: string;
  expiresAt: number;
}

/** What the control listener asks about browsers that signed in. */
export interface SessionBook {
  /** Epoch ms, by the clock of the sessions. */
  now(): number;
  /** Keeps a new session by the hash of its cookie. */
  open(hash: string, browser: string, label: string): void;
  /** The session of a cookie, by its hash, which counts as used; undefined where it has ended. */
  find(hash: string): number | undefined;
  /** Told of every session that somebody ended; returns how to stop. */
  onRevoked(listener: (id: number) => void): () => void;
  /** Says how a one-time URL is made, as long as a control listener is open. */
  issueBy(issue: (label: string) => LoginUrl): () => void;
}

interface Parts {
  store: SessionStore;
  clock: Clock;
  /** Runs a write that nobody waits for. */
  later: (job: () => void) => void;
  /** Told when one begins, and when one ends. */
  changed?: () => void;
}

/** Browsers that signed in: they outlast a restart, are listed, and can be ended. */
export function openSessions({ store, clock, later, changed }: Parts) {
  const kept = new Map(store.all().map((session) => [session.id, session]));
  const listeners = new Set<(id: number) => void>();
  let issuer: ((label: string) => LoginUrl) | undefined;

  const isOver = ({ lastUsedAt }: KeptSession): boolean => clock.now() - lastUsedAt > UNUSED_MS;
  function end(id: number): void {
    kept.delete(id);
    later(() => store.remove(id));
    for (const listener of listeners) listener(id);
    changed?.();
  }
  function sweep(): void {
    for (const session of kept.values()) if (isOver(session)) end(session.id);
    const byUse = [...kept.values()].sort((a, b) => a.lastUsedAt - b.lastUsedAt);
    for (const { id } of byUse.slice(0, -MAX_SESSIONS)) end(id);
  }
  sweep();

  const book: SessionBook = {
    now: () => clock.now(),
    open(hash, browser, label) {
      const at = clock.now();
      const name = browser.slice(0, MAX_NAME);
      const session = { hash, label, browser: name, createdAt: at, lastUsedAt: at };
      const id = store.add(session);
      kept.set(id, { ...session, id });
      sweep();
      changed?.();
    },
    find(hash) {
      const session = [...kept.values()].find((one) => one.hash === hash);
      if (session === undefined) return undefined;
      if (isOver(session)) {
        end(session.id);
        return undefined;
      }
      const at = clock.now();
      if (at - session.lastUsedAt > NOTED_MS) {
        session.lastUsedAt = at;
        later(() => store.use(session.id, at));
      }
      return session.id;
    },
    onRevoked(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    issueBy(issue) {
      issuer = issue;
      return () => {
        if (issuer === issue) issuer = undefined;
      };
    },
  };
  return {
    book,
    surface: {
      /** Which of them asks, only the listener knows. */
      list(): BrowserSession[] {
        sweep();
        return [...kept.values()].map(({ hash: _hash, ...session }) => ({
          ...session,
          current: false,
        }));
      },
      revoke({ id }: { id: number }): { removed: boolean } {
        const removed = kept.has(id);
        if (removed) end(id);
        return { removed };
      },
      /** @throws BackstitchError NOT_RUNNING, SESSION_LIMIT */
      mint({ label }: { label: string }): LoginUrl {
        if (issuer !== undefined) return issuer(label);
        throw new BackstitchError('NOT_RUNNING', 'This Backstitch does not serve browsers.', {
          hint: 'Use its window, or start backstitch serve.',
        });
      },
    },
  };
}
