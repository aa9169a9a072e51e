import type { Database } from 'better-sqlite3';
import { likeText } from '../lib/like.ts';
import { decodeId, encodeId } from './capture-id.ts';
import { pathOf } from './arrival.ts';
import { groupSearch } from './overview/groups.ts';
import { SUMMARY_COLUMNS, type CaptureRow } from './capture-row.ts';
import type { Search } from './search/search.ts';

interface Parts {
  db: Database;
  search: Pick<Search, 'prepare' | 'ids'>;
  /** Lists what came a moment ago: its id is already known to who sent it. */
  settle: () => void;
  now: () => number;
}

/** A capture or an event that fits a few letters. */
export interface QuickFind {
  kind: 'capture' | 'event';
  id: string;
  title: string;
  detail: string;
  /** Hash of its place in the window. */
  route: string;
  /** Epoch ms. */
  at: number;
  words: string[];
  /** What was typed stands in it, where it cannot be seen here. */
  isPart?: boolean;
}

/** Of each way to find one. */
const AT_MOST = 5;
/** Events and paths are looked for among so many of the newest. */
const RECENT = 2000;
/** The start of a word goes on in so many ways that shorter ones take a tenth of a second. */
const WORD_LETTERS = 3;

/**
 * Finds captures by what a person remembers of them: their id, the id that the sender gave them, event,
 * path, or words. A few ms at 100,000 captures: indexes, and a look at the newest.
 */
export function createQuickFind({ db, search, settle, now }: Parts) {
  const byId = db.prepare<[number], CaptureRow>(
    `SELECT ${SUMMARY_COLUMNS} FROM captures c WHERE c.id = ? AND c.removed_batch IS NULL`,
  );
  // The end of the range sorts behind every id that begins so.
  const byDelivery = db.prepare<[string, string], CaptureRow>(`
    SELECT ${SUMMARY_COLUMNS} FROM captures c INDEXED BY captures_by_delivery
     WHERE c.delivery_id >= ? AND c.delivery_id < ? AND c.removed_batch IS NULL
     ORDER BY c.delivery_id LIMIT ${AT_MOST}`);
  const recent = db.prepare<{ like: string }, CaptureRow>(`
    SELECT * FROM (SELECT ${SUMMARY_COLUMNS}, c.path FROM captures c
                    WHERE c.removed_batch IS NULL ORDER BY c.id DESC LIMIT ${RECENT})
     WHERE event_type LIKE :like ESCAPE '\\' OR path LIKE :like ESCAPE '\\'
     ORDER BY id DESC LIMIT ${AT_MOST}`);
  const events = db.prepare<
    { like: string },
    { provider: string | null; event_type: string; n: number; newest: number }
  >(`
    SELECT provider, event_type, count(*) AS n, max(received_at) AS newest
      FROM (SELECT provider, event_type, received_at FROM captures
             WHERE removed_batch IS NULL ORDER BY id DESC LIMIT ${RECENT})
     WHERE event_type LIKE :like ESCAPE '\\'
     GROUP BY provider, event_type ORDER BY newest DESC LIMIT ${AT_MOST}`);

  async function byWords(text: string): Promise<CaptureRow[]> {
    const last = /[\p{L}\p{N}]*$/u.exec(text)?.[0] ?? '';
    if (last.length < WORD_LETTERS) return [];
    const quoted = `"${text.replace(/["\\]/g, '\\$&')}"*`;
    const prepared = search.prepare(quoted, now());
    // Signs alone are no words.
    if (prepared.problems.length > 0) return [];
    return (await search.ids(prepared, { limit: AT_MOST })).flatMap((id) => byId.get(id) ?? []);
  }

  function toEvent({
    provider,
    event_type,
    n,
    newest,
  }: ReturnType<typeof events.all>[number]): QuickFind {
    const count = n === 1 ? '1 recent capture' : `${n.toLocaleString('en')} recent captures`;
    return {
      kind: 'event',
      id: `${provider ?? ''} ${event_type}`,
      title: event_type,
      detail: provider === null ? count : `${provider}, ${count}`,
      route: `#/captures?q=${encodeURIComponent(groupSearch('event', event_type, provider))}`,
      at: newest,
      words: [],
    };
  }

  return async (text: string): Promise<QuickFind[]> => {
    settle();
    const like = `%${likeText(text)}%`;
    const rowId = decodeId(text);
    const exact = rowId === undefined ? undefined : byId.get(rowId);
    const rows = [
      ...(exact ? [exact] : []),
      ...byDelivery.all(text, `${text}\u{10FFFF}`),
      ...recent.all({ like }),
    ];
    const found = new Map(rows.map((row) => [row.id, toCapture(row)]));
    for (const row of await byWords(text)) {
      if (!found.has(row.id)) found.set(row.id, { ...toCapture(row), isPart: true });
    }
    return [...found.values(), ...events.all({ like }).map(toEvent)];
  };
}

function toCapture(row: CaptureRow): QuickFind {
  const id = encodeId(row.id);
  const path = pathOf(row.target);
  const status = row.status === null ? [] : [String(row.status)];
  return {
    kind: 'capture',
    id,
    title: row.event_type ?? `${row.method} ${path}`,
    detail: [...(row.event_type === null ? [] : [path]), ...status].join(' · '),
    route: `#/captures/${id}`,
    at: row.received_at,
    words: [path, ...(row.delivery_id === null ? [] : [row.delivery_id])],
  };
}
