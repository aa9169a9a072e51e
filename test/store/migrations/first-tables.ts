import { expect } from 'vitest';
import { appRow, captureRow, column, contentsRow, type MigrationCase } from './case.ts';

/** Migrations 1 to 9: each adds tables and touches none that were there. */
export const FIRST_TABLES: Readonly<Record<number, MigrationCase>> = {
  1: {
    what: 'lets contents and replies go with their capture',
    rows: '',
    check(db) {
      db.exec(`${captureRow(1)}${contentsRow(1)}${captureRow(2)}${contentsRow(2)}
        INSERT INTO capture_replies (capture_id, completed, stages) VALUES (1, 1, '[]');
        DELETE FROM captures WHERE id = 1`);
      expect(column(db, 'SELECT capture_id FROM capture_contents')).toEqual([2]);
      expect(column(db, 'SELECT capture_id FROM capture_replies')).toEqual([]);
    },
  },
  2: {
    what: 'leaves captures from before it waiting for the search index',
    rows: captureRow(20) + contentsRow(20),
    check(db) {
      expect(column(db, 'SELECT id FROM captures WHERE indexed = 0 AND id = 20')).toEqual([20]);
      db.exec(
        `INSERT INTO captures_text (rowid, target, headers, body) VALUES (20, '/a', '', 'Café')`,
      );
      expect(
        column(db, `SELECT rowid FROM captures_text WHERE captures_text MATCH 'cafe'`),
      ).toEqual([20]);
    },
  },
  3: {
    what: 'numbers the replays of a capture, each number once',
    rows: captureRow(30),
    check(db) {
      const add = db.prepare(`
        INSERT INTO replays (capture_id, number, started_at, url, method, edited, request_headers,
                             request_bytes, dropped, outcome)
        VALUES (?, 1, 1, 'http://a/', 'GET', 0, '[]', 0, '[]', 'interrupted')`);
      add.run('one');
      add.run('two');
      expect(() => add.run('one')).toThrow(/UNIQUE/);
    },
  },
  4: {
    what: 'knows at most one outage that goes on',
    rows: '',
    check(db) {
      const add = db.prepare(
        'INSERT INTO tunnel_outages (started_at, ended_at, reason) VALUES (?, ?, ?)',
      );
      add.run(1, 2, 'relay');
      add.run(3, 4, 'relay');
      add.run(5, null, 'network');
      expect(() => add.run(6, null, 'network')).toThrow(/UNIQUE/);
    },
  },
  5: {
    what: 'lets files and settings go with their app, and no other',
    rows: `INSERT INTO settings (name, value) VALUES ('retention', '{}');`,
    check(db) {
      for (const id of ['one', 'two']) {
        db.exec(`${appRow(id)}
          INSERT INTO app_files VALUES ('${id}', 'config.json', x'7b7d');
          INSERT INTO service_settings VALUES ('${id}', 'github', '{}');
          INSERT INTO function_limits VALUES ('${id}', 'hello', '{}')`);
      }
      db.exec(`DELETE FROM apps WHERE id = 'one'`);
      for (const table of ['app_files', 'service_settings', 'function_limits']) {
        expect(column(db, `SELECT app_id FROM ${table}`), table).toEqual(['two']);
      }
    },
  },
  6: {
    what: 'takes users into apps that were there; an e-mail address is taken per app',
    rows: appRow('app6') + appRow('app6b'),
    check(db) {
      const add = db.prepare(`
        INSERT INTO app_users (app_id, id, type, email, created_at) VALUES (?, ?, 'normal', 'a@b.c', 1)`);
      add.run('app6', 'u');
      add.run('app6b', 'u');
      expect(() => add.run('app6', 'other')).toThrow(/UNIQUE/);
      db.exec(`INSERT INTO app_identities VALUES ('app6', 'u', 'i', 'local-userpass', '{}');
        INSERT INTO app_api_keys VALUES ('k', 'app6', 'u', 'key', 'hash', 1);
        INSERT INTO app_secrets VALUES ('app6', 'token', x'00');
        DELETE FROM apps WHERE id = 'app6'`);
      expect(column(db, 'SELECT app_id FROM app_users')).toEqual(['app6b']);
      for (const table of ['app_identities', 'app_api_keys', 'app_secrets']) {
        expect(column(db, `SELECT 1 FROM ${table}`), table).toEqual([]);
      }
    },
  },
  7: {
    what: 'lets runs and outcomes go with a capture from before it, and keeps runs without one',
    rows: captureRow(70),
    check(db) {
      const add = db.prepare(`
        INSERT INTO function_runs (app_id, capture_id, kind, name, started_at, duration_us,
                                   memory_bytes, user_id, user_type, log_count, host_call_count, detail)
        VALUES ('a', ?, 'webhook', ?, 1, 1, 1, '', 'system', 0, 0, '{}')`);
      add.run(70, 'of a capture');
      add.run(null, 'by hand');
      db.exec(`INSERT INTO webhook_outcomes VALUES (70, '{}'); DELETE FROM captures WHERE id = 70`);
      expect(column(db, 'SELECT name FROM function_runs')).toEqual(['by hand']);
      expect(column(db, 'SELECT detail FROM webhook_outcomes')).toEqual([]);
    },
  },
  8: {
    what: 'keeps what apps from before it would have sent, until they go',
    rows: appRow('app8'),
    check(db) {
      db.exec(`
        INSERT INTO outbox_messages (app_id, service, kind, created_at, sender, recipient, text, args,
                                     sent, outcome)
        VALUES ('app8', 'sms', 'twilio', 1, '', '', '', '{}', '{}', '{}');
        INSERT INTO service_stubs VALUES ('s', 'app8', 'sms', 'send', '{}', '{}')`);
      expect(column(db, 'SELECT app_id FROM outbox_messages')).toEqual(['app8']);
      db.exec(`DELETE FROM apps WHERE id = 'app8'`);
      expect(column(db, 'SELECT 1 FROM outbox_messages')).toEqual([]);
      expect(column(db, 'SELECT 1 FROM service_stubs')).toEqual([]);
    },
  },
  9: {
    what: 'gives a schema to one integration that lives, whatever was deleted before',
    rows: captureRow(90),
    check(db) {
      const add = db.prepare(`
        INSERT INTO integrations (id, name, schema, primary_key, loading, nested, detect_timestamps,
                                  strict_types, state, created_at)
        VALUES (?, 'n', 'shop', '[]', 'append', 'json', 0, 0, ?, 1)`);
      add.run('a', 'deleted');
      add.run('b', 'deleted');
      add.run('c', 'live');
      expect(() => add.run('d', 'paused')).toThrow(/UNIQUE/);
    },
  },
};
