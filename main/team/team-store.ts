import type { Database } from 'better-sqlite3';
import type { Protection } from '../secrets/secrets.ts';
import type { MarkStore } from './exchange/mates-marks.ts';
import type { Follow } from './exchange/pull.ts';
import type { SharingRule } from '../interchange/sharing-rules.ts';

/** How this node takes part. */
export interface KeptTeam {
  /** With the password, where it holds one. */
  url: string;
  nodeId: string;
  nodeName: string;
  kind: 'laptop' | 'relay' | 'ci';
  redaction: 'standard' | 'exact';
  rules: SharingRule[];
  checkCertificate: boolean;
  /** Whether captures of relays come here by themselves. */
  followRelays: boolean;
  /** When a webhook is answered: once it is on this disk, or once the team has it too. */
  ack: 'local' | 'team';
  /** Whether the others see which capture of the team is open here. */
  viewing: boolean;
}

/** Reads and writes what a node keeps of its team. */
export function openTeamStore(db: Database, { protect, unprotect }: Protection) {
  const select = db.prepare<
    [],
    { url: Buffer; node_id: string; settings: string; lost: number; untaken: number }
  >('SELECT url, node_id, settings, lost, untaken FROM team_settings');
  const put = db.prepare<[Buffer, string, string]>(`
    INSERT INTO team_settings (one, url, node_id, settings) VALUES (1, ?, ?, ?)
    ON CONFLICT (one) DO UPDATE SET url = excluded.url, node_id = excluded.node_id,
                                    settings = excluded.settings`);
  const remove = db.prepare('DELETE FROM team_settings');
  const addLost = db.prepare<[number]>('UPDATE team_settings SET lost = lost + ?');
  const addUntaken = db.prepare<[number]>('UPDATE team_settings SET untaken = untaken + ?');
  const cursor = db
    .prepare<[string], number>('SELECT seq FROM team_cursors WHERE node = ?')
    .pluck();
  const setCursor = db.prepare<[string, number]>(`
    INSERT INTO team_cursors VALUES (?, ?)
    ON CONFLICT (node) DO UPDATE SET seq = max(seq, excluded.seq)`);
  const forgetCursor = db.prepare<[string]>('DELETE FROM team_cursors WHERE node = ?');
  const forgetCursors = db.prepare('DELETE FROM team_cursors');
  const follows = db.prepare<[], { node: string; endpoints: string; forward_since: number | null }>(
    'SELECT node, endpoints, forward_since FROM team_follows ORDER BY node',
  );
  const putFollow = db.prepare<[string, string, number | null]>(`
    INSERT INTO team_follows (node, endpoints, forward_since) VALUES (?, ?, ?)
    ON CONFLICT (node) DO UPDATE SET endpoints = excluded.endpoints, forward_since = excluded.forward_since`);
  const addForward = db.prepare<[number]>('INSERT OR IGNORE INTO team_forwards VALUES (?)');
  const removeForward = db.prepare<[number]>('DELETE FROM team_forwards WHERE row_id = ?');
  const removeForwards = db.prepare('DELETE FROM team_forwards');
  const forwards = db
    .prepare<[number], number>('SELECT row_id FROM team_forwards ORDER BY row_id LIMIT ?')
    .pluck();
  const removeFollow = db.prepare<[string]>('DELETE FROM team_follows WHERE node = ?');
  const sent = db.prepare<[number, string], { sent: string; agreed: number }>(
    'SELECT sent, agreed FROM team_marks WHERE capture_id = ? AND kind = ?',
  );
  const putSent = db.prepare<[number, string, string, number]>(
    'INSERT OR REPLACE INTO team_marks VALUES (?, ?, ?, ?)',
  );
  const forgetSent = db.prepare('DELETE FROM team_marks');
  const marksAt = db.prepare<[], number>('SELECT marks_at FROM team_settings').pluck();
  const setMarksAt = db.prepare<[number]>('UPDATE team_settings SET marks_at = ?');
  /** Of what this folder wrote as another node, nothing holds for the next. */
  const forgetMarks = (): void => {
    forgetSent.run();
    setMarksAt.run(0);
  };
  const marks: MarkStore = {
    sent: (captureId, kind) => sent.get(captureId, kind),
    putSent: (captureId, kind, mark) => void putSent.run(captureId, kind, mark.sent, mark.agreed),
    marksAt: () => marksAt.get() ?? 0,
    setMarksAt: (at) => void setMarksAt.run(at),
  };
  return {
    get(): KeptTeam | null {
      const row = select.get();
      if (row === undefined) return null;
      // Written below, by this program.
      const settings = JSON.parse(row.settings) as Omit<
        KeptTeam,
        'url' | 'nodeId' | 'ack' | 'viewing'
      > &
        Partial<Pick<KeptTeam, 'ack' | 'viewing'>>;
      // Rows of before know neither.
      const before = { ack: 'local' as const, viewing: false };
      return { ...before, ...settings, url: unprotect(row.url), nodeId: row.node_id };
    },
    put: ({ url, nodeId, ...settings }: KeptTeam): void => {
      if (select.get()?.node_id !== nodeId) forgetMarks();
      put.run(protect(url), nodeId, JSON.stringify(settings));
    },
    remove(): void {
      forgetMarks();
      remove.run();
      forgetCursors.run();
      removeForwards.run();
    },
    marks,
    lost: (): number => select.get()?.lost ?? 0,
    /** How many the database took in no way. */
    untaken: (): number => select.get()?.untaken ?? 0,
    addUntaken: (count: number): void => void addUntaken.run(count),
    addLost: (count: number): void => void addLost.run(count),
    cursor: (node: string): number => cursor.get(node) ?? 0,
    /** It only grows. */
    move: (node: string, seq: number): void => void setCursor.run(node, seq),
    follows: (): Follow[] =>
      follows.all().map(({ node, endpoints, forward_since: forwardSince }) => ({
        node,
        endpoints: JSON.parse(endpoints) as string[],
        forwardSince,
      })),
    /** @param again its captures are gone through from the first: some may have been left out so far. */
    putFollow({ node, endpoints, forwardSince }: Follow, again: boolean): void {
      putFollow.run(node, JSON.stringify(endpoints), forwardSince);
      if (again) forgetCursor.run(node);
    },
    /** A capture goes through the forwards of this node; call in the transaction that writes it. */
    passOn: (rowId: number): void => void addForward.run(rowId),
    toPassOn: (limit: number): number[] => forwards.all(limit),
    passedOn: (rowIds: readonly number[]): void => rowIds.forEach((id) => removeForward.run(id)),
    removeFollow: (node: string): number => removeFollow.run(node).changes,
  };
}

export type TeamStore = ReturnType<typeof openTeamStore>;
