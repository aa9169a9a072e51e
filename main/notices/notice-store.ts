import type { Database } from 'better-sqlite3';
import type { Notice } from '../../preload/contract/window/notices.ts';

interface Row {
  id: number;
  at: number;
  kind: string;
  title: string;
  body: string;
  route: string;
  count: number;
  read_at: number | null;
}

/** What is told. `subject` is what it is about: the id of a capture, of a destination. */
export interface NewNotice {
  at: number;
  rule: string;
  subject: string;
  title: string;
  body: string;
  route: string;
  count: number;
}

const KEPT = 500;

/** Reads and writes `notices`: the last 500. */
export function openNoticeStore(db: Database) {
  const insert = db.prepare(`
    INSERT INTO notices (at, kind, subject, title, body, route, count)
    VALUES (:at, :rule, :subject, :title, :body, :route, :count)`);
  const trim = db.prepare<[number]>('DELETE FROM notices WHERE id <= ?');
  const selectPage = db.prepare<[number, number], Row>(`
    SELECT id, at, kind, title, body, route, count, read_at FROM notices
     WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const countUnread = db
    .prepare<[], number>('SELECT count(*) FROM notices WHERE read_at IS NULL')
    .pluck();
  const unreadOf = db
    .prepare<[string], number>('SELECT count(*) FROM notices WHERE kind = ? AND read_at IS NULL')
    .pluck();
  const readAll = db.prepare<[number]>('UPDATE notices SET read_at = ? WHERE read_at IS NULL');
  const readOne = db.prepare<[number, number]>(
    'UPDATE notices SET read_at = ? WHERE id = ? AND read_at IS NULL',
  );

  return {
    add(notice: NewNotice): Notice {
      const id = Number(insert.run(notice).lastInsertRowid);
      // Ids grow by one: what is older than the last 500 goes.
      trim.run(id - KEPT);
      const { subject: _subject, ...told } = notice;
      return { id, ...told, readAt: null };
    },
    /** Newest first, below `before`. */
    page: (before: number, limit: number): Notice[] =>
      selectPage
        .all(before, limit)
        .map(({ kind, read_at, ...row }) => ({ ...row, rule: kind, readAt: read_at })),
    unread: (): number => countUnread.get() ?? 0,
    hasUnread: (rule: string): boolean => (unreadOf.get(rule) ?? 0) > 0,
    read(ids: readonly number[] | undefined, at: number): void {
      if (ids === undefined) readAll.run(at);
      else for (const id of ids) readOne.run(at, id);
    },
  };
}
