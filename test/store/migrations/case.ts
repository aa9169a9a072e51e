import type { Database } from 'better-sqlite3';

/** What one migration meets, and what becomes of it. */
export interface MigrationCase {
  /** The end of the sentence that begins with the name of the migration. */
  what: string;
  /**
   * Rows of the version before, as SQL. Ids differ from those of all other cases, so that one
   * database can take the rows of every version.
   */
  rows: string;
  /** Columns whose values it rewrites, as `table.column`: all others stay as they were. */
  rewrites?: readonly string[];
  /** Looks at a database right after the migration; what it writes is thrown away. */
  check(db: Database): void;
}

/** A capture as the list has it, in the columns that every version has. */
export const captureRow = (id: number, more: { endpoint?: string } = {}): string => `
  INSERT INTO captures (id, received_at, method, target, path, endpoint_id, size_bytes,
                        stored_bytes, decided_by)
  VALUES (${id}, 2, 'POST', '/a?b=${id}', '/a', ${more.endpoint ? `'${more.endpoint}'` : 'NULL'},
          3, 4, 'respond');`;

/** What was sent in a capture, in the columns that every version has. */
export const contentsRow = (id: number): string => `
  INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port, headers, body)
  VALUES (${id}, '1.1', '127.0.0.1', 5, '[["Host","a"]]', x'010203');`;

export const appRow = (id: string): string => `
  INSERT INTO apps (id, client_app_id, name, created_at) VALUES ('${id}', '${id}-client', 'shop', 1);`;

/** The values of the first column, in the order of the query. */
export const column = (db: Database, sql: string): unknown[] => db.prepare<[]>(sql).pluck().all();
