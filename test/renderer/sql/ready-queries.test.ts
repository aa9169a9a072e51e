import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readyQueries } from '../../../renderer/sql/side/ready-queries.ts';

const OWN = [{ schema: '', tables: [] }];

describe('queries that are ready', () => {
  it('are those of captures and deliveries while nothing is loaded', () => {
    expect(readyQueries(OWN).map(({ name }) => name)).toEqual([
      'Answers by status',
      'Deliveries that failed',
    ]);
  });

  it('give the latest version of each row, whatever its key is called', () => {
    using db = open();
    for (const key of ['id', 'order "no"', 'select']) {
      const quoted = `"${key.replaceAll('"', '""')}"`;
      db.exec(`DROP TABLE IF EXISTS shop.data;
        CREATE TABLE shop.data (_sdc_sequence INTEGER, _sdc_received_at TEXT, ${quoted} TEXT, n INTEGER);
        INSERT INTO shop.data VALUES (1, '2026-05-01T10:00:00Z', 'a', 1), (2, '2026-05-01T10:59:00Z', 'a', 2),
          (3, '2026-05-01T11:00:00Z', 'b', 3)`);
      const columns = ['_sdc_sequence', '_sdc_received_at', key, 'n'];
      const queries = readyQueries([
        ...OWN,
        { schema: 'shop', tables: [{ name: 'data', columns }] },
      ]);
      const rowsOf = (name: string) =>
        db.prepare(queries.find((one) => one.name === name)?.sql ?? '').all();
      expect(
        rowsOf('Latest version of each row').map((row) => Reflect.get(Object(row), 'n')),
      ).toEqual([2, 3]);
      expect(rowsOf('Rows by hour')).toEqual([
        { hour: '2026-05-01T10', rows: 2 },
        { hour: '2026-05-01T11', rows: 1 },
      ]);
    }
  });
});

function open() {
  const db = new Database(':memory:');
  db.exec("ATTACH ':memory:' AS shop");
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}
