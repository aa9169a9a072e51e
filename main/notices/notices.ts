import type { Database } from 'better-sqlite3';
import type { ViewId } from '../../preload/contract/captures/views.ts';
import type { Notice, NoticeRule } from '../../preload/contract/window/notices.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createPublisher } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';
import { openNoticeStore } from './notice-store.ts';
import { isDue } from './rules.ts';

/** Something that a rule may tell of. Without secrets: it is kept, and shown by the system. */
export interface Happening {
  subject: string;
  title: string;
  body: string;
  /** Address in the window. */
  route: string;
}

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  rules: () => readonly NoticeRule[];
  captures: {
    /** Those of the rows that a search finds, oldest first. */
    matching: (search: string, rowIds: readonly number[]) => Promise<number[]>;
    /** What a view searches for now; undefined where it is gone. */
    searchOf: (view: ViewId) => string | undefined;
    /** undefined where it is gone, or nobody is to be told of it. */
    happening: (rowId: number) => Happening | undefined;
  };
  log: (message: string, error: unknown) => void;
}

/** A rule tells once in this time; what happens meanwhile is counted into the next. */
const GAP_MS = 5000;
/** Captures are gathered for so long before they are searched. */
const GATHER_MS = 500;
/** More than these at once are not looked at: nobody reads a thousand notices. */
const GATHERED = 2000;

/** What became of one rule. */
interface Standing {
  /** When what was not told of happened; of `more` only. */
  times: number[];
  waiting: { newest: Happening; count: number } | null;
  lastAt: number;
  cancel: (() => void) | null;
}

interface Told {
  notice: Notice | null;
  how: NoticeRule['how'] | null;
  unread: number;
}

/** Tells of what a person asked to be told of, and keeps it for those who were not there. */
export function openNotices({ db, groups, clock, rules, captures, log }: Parts) {
  const store = openNoticeStore(db);
  const live = createPublisher<Told>({ notice: null, how: null, unread: 0 });
  const standings = new Map<string, Standing>();
  let gathered: number[] = [];
  let cancelGather: (() => void) | null = null;
  let matching: Promise<void> = Promise.resolve();
  /** What is written and published: all of it ends before the database is closed. */
  let telling: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function standingOf(id: string): Standing {
    const known = standings.get(id);
    if (known !== undefined) return known;
    const fresh: Standing = { times: [], waiting: null, lastAt: -Infinity, cancel: null };
    standings.set(id, fresh);
    return fresh;
  }

  /** What was missed of one provider is not counted into what was missed of another. */
  const standsAs = (rule: NoticeRule, { subject }: Happening): string =>
    rule.of.kind === 'missed' ? `${rule.id} ${subject}` : rule.id;

  function happened(rule: NoticeRule, newest: Happening, count: number): void {
    const key = standsAs(rule, newest);
    const standing = standingOf(key);
    const now = clock.now();
    if (rule.when.kind === 'more') for (let n = 0; n < count; n += 1) standing.times.push(now);
    standing.waiting = { newest, count: (standing.waiting?.count ?? 0) + count };
    tellSoon(rule, standing, key);
  }

  function tellSoon(rule: NoticeRule, standing: Standing, key: string): void {
    if (standing.cancel !== null) return;
    const wait = standing.lastAt + GAP_MS - clock.now();
    if (wait <= 0) return tell(rule, standing);
    standing.cancel = clock.after(wait, () => {
      standing.cancel = null;
      // It may have been changed or switched off meanwhile.
      const now = rules().find(({ id, on }) => on && id === rule.id);
      if (now === undefined) standings.delete(key);
      else tell(now, standing);
    });
  }

  function tell(rule: NoticeRule, standing: Standing): void {
    const { waiting } = standing;
    const now = clock.now();
    const hasUnread = rule.when.kind === 'first' && store.hasUnread(rule.id);
    if (waiting === null || !isDue(rule.when, standing.times, { now, hasUnread })) {
      // What is not due is forgotten, but for the times of `more`.
      standing.waiting = null;
      return;
    }
    const count = rule.when.kind === 'more' ? standing.times.length : waiting.count;
    standing.waiting = null;
    standing.times = [];
    standing.lastAt = now;
    const written = groups.commit(() =>
      store.add({ ...waiting.newest, at: now, rule: rule.id, count }),
    );
    const published = written.then(
      (notice) => live.publish({ notice, how: rule.how, unread: store.unread() }),
      (error: unknown) => log('A notice could not be written.', error),
    );
    telling = Promise.all([telling, published]);
  }

  const rulesOf = (kind: NoticeRule['of']['kind']): NoticeRule[] =>
    rules().filter(({ on, of }) => on && of.kind === kind);

  const ofCaptures = (): NoticeRule[] => [...rulesOf('search'), ...rulesOf('view')];

  function searchOf(of: NoticeRule['of']): string | undefined {
    if (of.kind === 'search') return of.search;
    return of.kind === 'view' ? captures.searchOf(of.view) : undefined;
  }

  /** Looks which of the gathered captures the rules find. */
  async function look(rowIds: readonly number[]): Promise<void> {
    for (const rule of ofCaptures()) {
      const search = searchOf(rule.of);
      if (search === undefined || isClosed) continue;
      const found = await captures.matching(search, rowIds);
      const told = found.flatMap((rowId) => captures.happening(rowId) ?? []);
      const newest = told.at(-1);
      if (newest !== undefined) happened(rule, newest, told.length);
    }
  }

  function gather(rowId: number): void {
    if (gathered.length < GATHERED && !gathered.includes(rowId)) gathered.push(rowId);
    cancelGather ??= clock.after(GATHER_MS, () => {
      cancelGather = null;
      const rowIds = gathered.toSorted((a, b) => a - b);
      gathered = [];
      matching = matching
        .then(() => look(rowIds))
        .catch((error: unknown) => log('Captures could not be searched for notices.', error));
    });
  }

  return {
    /** A capture whose outcome is known; it may be told twice. */
    captured(rowId: number): void {
      if (ofCaptures().length > 0) gather(rowId);
    },
    /** Something that is no capture. */
    happened(
      kind: 'tunnel' | 'delivery' | 'load' | 'project' | 'drift' | 'missed',
      what: Happening,
      count = 1,
    ): void {
      for (const rule of rulesOf(kind)) happened(rule, what, count);
    },
    surface: {
      list({
        before = Number.MAX_SAFE_INTEGER,
        limit,
      }: {
        before?: number | undefined;
        limit: number;
      }) {
        const rows = store.page(before, limit + 1);
        const items = rows.slice(0, limit);
        const next = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
        return { items, next, unread: store.unread() };
      },
      async read({ ids }: { ids?: readonly number[] | undefined }): Promise<{ unread: number }> {
        try {
          await groups.commit(() => store.read(ids, clock.now()));
        } catch (cause) {
          if (!isStorageError(cause)) throw cause;
          throw new BackstitchError('STORE_UNAVAILABLE', undefined, { cause });
        }
        const unread = store.unread();
        live.publish({ notice: null, how: null, unread });
        return { unread };
      },
      live: (_input?: undefined, signal?: AbortSignal) => live.subscribe(signal),
    },
    async [Symbol.asyncDispose](): Promise<void> {
      isClosed = true;
      cancelGather?.();
      for (const { cancel } of standings.values()) cancel?.();
      await matching;
      await telling;
      live.close();
    },
  };
}
