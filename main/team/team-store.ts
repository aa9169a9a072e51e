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
  /** Whether the others see which capture of the team is open here. */
  viewing: boolean;
}

/** Reads and writes what a node keeps of its team. */
export function openTeamStore(db: Database, { protect, unprotect }: Protection) {
  const select = db.prepare<[], { url: Buffer; node_id: string; settings: string; lost: number }>(
    'SELECT url, node_id, settings, lost FROM team_settings',
  );
  const put = db.prepare<[Buffer, string, string]>(`
    INSERT INTO team_settings (one, url, node_id, settings) VALUES (1, ?, ?, ?)
    ON CONFLICT (one) DO UPDATE SET url = excluded.url, node_id = excluded.node_id,
                                    settings = excluded.settings`);
  const remove = db.prepare('DELETE FROM team_settings');
  const addLost = db.prepare<[number]>('UPDATE team_settings SET lost = lost + ?');
  const cursor = db
    .prepare<[string], number>('SELECT seq FROM team_cursors WHERE node = ?')
    .pluck();
  const setCursor = db.prepare<[string, number]>(`
    INSERT INTO team_cursors VALUES (?, ?)
    ON CONFLICT (node) DO UPDATE SET seq = max(seq, excluded.seq)`);
  const forgetCursor = db.prepare<[string]>('DELETE FROM team_cursors WHERE node = ?');
  const forgetCursors = db.prepare('DELETE FROM team_cursors');
  const follows = db.prepare<[], { node: string; endpoints: string }>(
    'SELECT node, endpoints FROM team_follows ORDER BY node',
  );
  const putFollow = db.prepare<[string, string]>(`
    INSERT INTO team_follows VALUES (?, ?)
    ON CONFLICT (node) DO UPDATE SET endpoints = excluded.endpoints`);
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
      const settings = JSON.parse(row.settings) as Omit<KeptTeam, 'url' | 'nodeId' | 'viewing'>;
      // What joined before there was a word of it shows nothing.
      return { viewing: false, ...settings, url: unprotect(row.url), nodeId: row.node_id };
    },
    put: ({ url, nodeId, ...settings }: KeptTeam): void => {
      if (select.get()?.node_id !== nodeId) forgetMarks();
      put.run(protect(url), nodeId, JSON.stringify(settings));
    },
    remove(): void {
      forgetMarks();
      remove.run();
      forgetCursors.run();
    },
    marks,
    lost: (): number => select.get()?.lost ?? 0,
    addLost: (count: number): void => void addLost.run(count),
    cursor: (node: string): number => cursor.get(node) ?? 0,
    /** It only grows. */
    move: (node: string, seq: number): void => void setCursor.run(node, seq),
    follows: (): Follow[] =>
      follows.all().map(({ node, endpoints }) => ({
        node,
        endpoints: JSON.parse(endpoints) as string[],
      })),
    /** Other endpoints may have been left out so far: its captures are gone through from the first. */
    putFollow(follow: Follow): void {
      putFollow.run(follow.node, JSON.stringify(follow.endpoints));
      forgetCursor.run(follow.node);
    },
    removeFollow: (node: string): number => removeFollow.run(node).changes,
  };
}
