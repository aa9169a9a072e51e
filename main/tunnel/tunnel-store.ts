import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { TunnelConfig, type Outage } from '../../preload/contract/tunnel.ts';
import { EpochMs } from '../../preload/contract/shapes.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { OFF } from './config.ts';
import type { Remembered } from './model.ts';

interface OutageRow {
  id: number;
  started_at: number;
  ended_at: number | null;
  reason: string;
}

const KEEP_OUTAGES = 1000;

/** Rows of before there were other ways name the host of localtunnel alone. */
const RememberedText = z
  .union([
    z.object({ mode: z.enum(['localtunnel', 'ssh', 'command']), key: z.string() }),
    z
      .object({ host: z.string() })
      .transform(({ host }) => ({ mode: 'localtunnel' as const, key: host })),
  ])
  .and(
    z.object({
      asked: z.string(),
      name: z.string(),
      url: z.string(),
    }),
  );

/** Table `tunnel_outages`, and the rows `tunnel.*` of `settings`. */
export function openTunnelStore(db: Database, groups: GroupCommit) {
  const begin = db.prepare<{ at: number; reason: string }>(`
    INSERT INTO tunnel_outages (started_at, reason) VALUES (:at, :reason) ON CONFLICT DO NOTHING`);
  const end = db.prepare<{ at: number }>(`
    UPDATE tunnel_outages SET ended_at = max(:at, started_at) WHERE ended_at IS NULL`);
  const add = db.prepare<{ from: number; to: number; reason: string }>(`
    INSERT INTO tunnel_outages (started_at, ended_at, reason) VALUES (:from, :to, :reason)`);
  const trim = db.prepare(`
    DELETE FROM tunnel_outages WHERE id <= (SELECT max(id) FROM tunnel_outages) - ${KEEP_OUTAGES}`);
  const list = db.prepare<{ since: number }, OutageRow>(LIST_SQL);
  const settings = openSettingRows(db);

  return {
    outages(since: number): Outage[] {
      return list
        .all({ since })
        .map((row) => ({ id: row.id, from: row.started_at, to: row.ended_at, reason: row.reason }));
    },
    outageBegins(at: number, reason: string): void {
      groups.later(() => {
        begin.run({ at, reason });
        trim.run();
      });
    },
    outageEnds: (at: number): void => groups.later(() => end.run({ at })),
    /**
     * Settles what the last run left behind: an outage that was open ends now; where the tunnel
     * was up, the time in between becomes an outage of its own.
     */
    closeLastRun(now: number): void {
      const aliveAt = settings.read('tunnel.alive', EpochMs);
      groups.later(() => {
        const wasDown = end.run({ at: now }).changes > 0;
        if (!wasDown && aliveAt !== null && aliveAt < now) {
          add.run({ from: aliveAt, to: now, reason: 'Backstitch was closed.' });
        }
        settings.remove('tunnel.alive');
      });
    },
    /** The tunnel worked, or at least was on, at this time; null: it is off. */
    alive(at: number | null): void {
      groups.later(() =>
        at === null ? settings.remove('tunnel.alive') : settings.write('tunnel.alive', at),
      );
    },
    remembered: (): Remembered | null => settings.read('tunnel.remembered', RememberedText),
    remember: (it: Remembered): void => groups.later(() => settings.write('tunnel.remembered', it)),
    config: (): TunnelConfig => settings.read('tunnel.config', TunnelConfig) ?? OFF,
    saveConfig: (config: TunnelConfig): Promise<void> =>
      groups.commit(() => settings.write('tunnel.config', config)),
  };
}

/** Exported for the test of its plan. The open outage sorts as if it ended last, which it will. */
export const LIST_SQL = `
    SELECT id, started_at, ended_at, reason FROM tunnel_outages
     WHERE coalesce(ended_at, 9007199254740991) >= :since
     ORDER BY coalesce(ended_at, 9007199254740991) DESC, id DESC LIMIT ${KEEP_OUTAGES}`;

function openSettingRows(db: Database) {
  const select = db.prepare<[string], { value: string }>(
    'SELECT value FROM settings WHERE name = ?',
  );
  const upsert = db.prepare<[string, string]>(`
    INSERT INTO settings (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
  const remove = db.prepare<[string]>('DELETE FROM settings WHERE name = ?');
  return {
    /** null where nothing is kept, or nothing this version can read. */
    read<T>(name: string, shape: z.ZodType<T>): T | null {
      const row = select.get(name);
      if (row === undefined) return null;
      const kept = shape.safeParse(parseJson(row.value));
      return kept.success ? kept.data : null;
    },
    write: (name: string, value: unknown): void => void upsert.run(name, JSON.stringify(value)),
    remove: (name: string): void => void remove.run(name),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A row written by hand or by another version counts as none.
    return undefined;
  }
}
