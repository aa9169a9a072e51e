import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Protection } from '../../secrets/secrets.ts';

/** Where spans go; headers in the clear, for the collector only. */
export interface KeptExport {
  endpoint: string | null;
  headers: HeaderPair[];
  search: string;
  share: number;
}

interface Row {
  endpoint: string | null;
  headers: Buffer;
  search: string;
  share: number;
}

export const OFF: KeptExport = { endpoint: null, headers: [], search: '', share: 1 };

/** Reads and writes `trace_export`. Only what this program wrote is read. */
export function openExportStore(db: Database, { protect, unprotect }: Protection) {
  const select = db.prepare<[], Row>('SELECT * FROM trace_export');
  const upsert = db.prepare(`
    INSERT INTO trace_export (id, endpoint, headers, search, share)
    VALUES (1, :endpoint, :headers, :search, :share)
    ON CONFLICT (id) DO UPDATE SET endpoint = excluded.endpoint, headers = excluded.headers,
                                   search = excluded.search, share = excluded.share`);
  return {
    get(): KeptExport {
      const row = select.get();
      if (row === undefined) return OFF;
      const headers = JSON.parse(unprotect(row.headers)) as HeaderPair[];
      return { endpoint: row.endpoint, headers, search: row.search, share: row.share };
    },
    put({ headers, ...rest }: KeptExport): void {
      upsert.run({ ...rest, headers: protect(JSON.stringify(headers)) });
    },
  };
}
