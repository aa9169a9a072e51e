import type { Database } from 'better-sqlite3';
import type { Protection } from '../secrets/secrets.ts';
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
  return {
    get(): KeptTeam | null {
      const row = select.get();
      if (row === undefined) return null;
      // Written below, by this program.
      const settings = JSON.parse(row.settings) as Omit<KeptTeam, 'url' | 'nodeId'>;
      return { ...settings, url: unprotect(row.url), nodeId: row.node_id };
    },
    put: ({ url, nodeId, ...settings }: KeptTeam): void =>
      void put.run(protect(url), nodeId, JSON.stringify(settings)),
    remove(): void {
      remove.run();
      forgetCursors.run();
    },
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

export type TeamStore = ReturnType<typeof openTeamStore>;
