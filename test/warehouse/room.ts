import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadReport, openLoader, type Profile } from '../../main/warehouse/loading/loader.ts';
import { openSchemaFile, schemaFile } from '../../main/warehouse/schema-file.ts';
import { quoted } from '../../main/warehouse/names.ts';
import { tempDir } from '../helpers/temp-dir.ts';

export const PLAIN: Profile = {
  primaryKey: [],
  loading: 'append',
  nested: 'json',
  detectTimestamps: false,
  reservedNames: 'reject-record',
};

/** A schema in a real file, loaded without an engine around it. */
export function openSchemaRoom(profile: Partial<Profile> = {}) {
  const dir = tempDir();
  const folder = join(dir.path, 'warehouse');
  mkdirSync(folder);
  const db = openSchemaFile(schemaFile(folder, 'shop'));
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  let captureId = 0;
  const whole = { ...PLAIN, ...profile };
  let loader = openLoader(db, whole, () => time);
  loader.configure();
  const texts = new Map<number, string>();

  return {
    db,
    get loader() {
      return loader;
    },
    texts,
    setTime: (ms: number): void => void (time = ms),
    reopen(changed: Partial<Profile> = {}): void {
      loader = openLoader(db, { ...whole, ...changed }, () => time);
      loader.configure();
    },
    /** Loads bodies as one batch, each as a capture of its own. */
    load(...bodies: string[]): LoadReport {
      return loader.load(
        bodies.map((text) => {
          captureId += 1;
          texts.set(captureId, text);
          time += 10;
          return { captureId, receivedAt: time, text };
        }),
      );
    },
    /** `name:type` of the payload columns. */
    columns: (table = 'data'): string[] =>
      db
        .prepare<[string], string>(
          "SELECT name || ':' || type FROM _backstitch_columns WHERE table_name = ? ORDER BY position",
        )
        .pluck()
        .all(table),
    /** Payload values of all rows, in order; NULL is null, an integer beyond 2^53 a BigInt. */
    rows(table = 'data'): unknown[][] {
      const names = db
        .prepare<[string], string>(
          'SELECT name FROM _backstitch_columns WHERE table_name = ? ORDER BY position',
        )
        .pluck()
        .all(table);
      if (names.length === 0) {
        return db
          .prepare(`SELECT count(*) FROM ${quoted(table)}`)
          .pluck()
          .all()
          .flatMap((n) => Array.from({ length: Number(n) }, () => []));
      }
      const list = names.map(quoted).join(', ');
      return db
        .prepare(`SELECT ${list} FROM ${quoted(table)} ORDER BY _sdc_sequence`)
        .raw()
        .safeIntegers()
        .all()
        .map((row) => (row as unknown[]).map(plain));
    },
    rejects: (): { reason: string; record: string; table_name: string }[] =>
      db
        .prepare<[], { reason: string; record: string; table_name: string }>(
          'SELECT reason, record, table_name FROM _sdc_rejected ORDER BY rowid',
        )
        .all(),
    [Symbol.dispose](): void {
      db.close();
      dir[Symbol.dispose]();
    },
  };
}

function plain(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value;
}
