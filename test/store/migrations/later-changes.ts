import { expect } from 'vitest';
import { appRow, captureRow, column, contentsRow, type MigrationCase } from './case.ts';

const destinationRow = (id: string, settings: object): string => `
  INSERT INTO destinations (id, settings, state, breaker, created_at)
  VALUES ('${id}', '${JSON.stringify(settings)}', 'live', '{}', 1);`;

const integrationRow = (id: string, schema: string, state = 'live'): string => `
  INSERT INTO integrations (id, name, schema, primary_key, loading, nested, detect_timestamps,
                            strict_types, state, created_at)
  VALUES ('${id}', '${id}', '${schema}', '["id"]', 'upsert', 'json', 1, 0, '${state}', 1);`;

/** Migrations from 10 on: most of them change what is there. */
export const LATER_CHANGES: Readonly<Record<number, MigrationCase>> = {
  10: {
    what: 'says of captures from before it that nobody looked who sent them',
    rows: captureRow(100) + contentsRow(100),
    check(db) {
      expect(
        db
          .prepare(
            'SELECT provider, event_type, delivery_id, signature FROM captures WHERE id = 100',
          )
          .get(),
      ).toEqual({ provider: null, event_type: null, delivery_id: null, signature: null });
      db.exec(
        `INSERT INTO capture_senders VALUES (100, '{}'); DELETE FROM captures WHERE id = 100`,
      );
      expect(column(db, 'SELECT capture_id FROM capture_senders')).toEqual([]);
    },
  },
  11: {
    what: 'keeps a delivery longer than the capture it came from',
    rows: captureRow(110),
    check(db) {
      db.exec(`${destinationRow('d', {})}
        INSERT INTO delivery_messages (id, origin, capture_id, content_type, method, signs, body_bytes,
                                       created_at)
        VALUES ('m', 'forward', 110, 'a/b', 'POST', 0, 0, 1);
        INSERT INTO deliveries (message_id, destination_id, capture_id, state, deadline_at, created_at)
        VALUES ('m', 'd', 110, 'scheduled', 1, 1);
        DELETE FROM captures WHERE id = 110`);
      expect(column(db, 'SELECT capture_id FROM deliveries')).toEqual([110]);
      expect(() => db.exec(`DELETE FROM destinations WHERE id = 'd'`)).toThrow(/FOREIGN KEY/);
    },
  },
  12: {
    what: 'gives captures from before it no surplus, and lets it go with its capture',
    rows: captureRow(120) + contentsRow(120),
    check(db) {
      expect(column(db, 'SELECT 1 FROM capture_surplus')).toEqual([]);
      db.exec(
        `INSERT INTO capture_surplus VALUES (120, x'00', 9); DELETE FROM captures WHERE id = 120`,
      );
      expect(column(db, 'SELECT 1 FROM capture_surplus')).toEqual([]);
    },
  },
  13: {
    what: 'lets the proofs of a URL go with a capture from before it; a browser signs in once',
    rows: captureRow(130),
    check(db) {
      db.exec(
        `INSERT INTO capture_url_secrets VALUES (130, '{}'); DELETE FROM captures WHERE id = 130`,
      );
      expect(column(db, 'SELECT 1 FROM capture_url_secrets')).toEqual([]);
      const add = db.prepare(`
        INSERT INTO control_sessions (hash, browser, created_at, last_used_at) VALUES (?, '', 1, 1)`);
      add.run('h');
      expect(() => add.run('h')).toThrow(/UNIQUE/);
    },
  },
  14: {
    what: 'makes rules of statuses that ended deliveries, and counts the bytes that are kept',
    rows: `${destinationRow('dst_14', { name: 'shop', stopOn: [400, 404] })}
      ${destinationRow('dst_14_none', { name: 'none', stopOn: [] })}
      ${destinationRow('dst_14_old', { name: 'old' })}
      INSERT INTO delivery_messages (id, origin, content_type, method, signs, body, body_bytes, created_at)
      VALUES ('m14', 'api', 'a/b', 'POST', 1, x'010203', 3, 1);
      INSERT INTO deliveries (message_id, destination_id, state, deadline_at, created_at)
      VALUES ('m14', 'dst_14', 'scheduled', 1, 1);
      INSERT INTO delivery_attempts (delivery_seq, destination_id, generation, number, kind, started_at,
                                     outcome, method, url, response_body)
      SELECT seq, 'dst_14', 1, 1, 'auto', 1, 'failed', 'POST', '', x'0405'
        FROM deliveries WHERE message_id = 'm14';`,
    rewrites: ['destinations.settings'],
    check(db) {
      const settings = column(
        db,
        `SELECT settings FROM destinations WHERE id LIKE 'dst_14%' ORDER BY id`,
      ).map((text) => JSON.parse(String(text)) as unknown);
      expect(settings).toEqual([
        { name: 'shop', statusRules: [{ action: 'stop', statuses: '400, 404' }] },
        { name: 'none', statusRules: [] },
        { name: 'old', statusRules: [] },
      ]);
      expect(column(db, 'SELECT bytes FROM delivery_sizes')).toEqual([5]);
      // Deliveries from before it have no key, so the trigger lets them end alone.
      db.exec(`UPDATE deliveries SET finished_at = 9 WHERE message_id = 'm14'`);
      expect(column(db, `SELECT order_key FROM deliveries WHERE finished_at = 9`)).toEqual([null]);
    },
  },
  15: {
    what: 'leaves JSON in forms as it was read by integrations from before it',
    rows: integrationRow('int_15', 'shop_15'),
    check(db) {
      expect(
        db.prepare(`SELECT json_in_forms, loading FROM integrations WHERE id = 'int_15'`).get(),
      ).toEqual({ json_in_forms: 0, loading: 'upsert' });
      expect(column(db, 'SELECT 1 FROM endpoint_charsets')).toEqual([]);
    },
  },
  16: {
    what: 'keeps API keys enabled; what is new goes with its user',
    rows: `${appRow('app16')}
      INSERT INTO app_users (app_id, id, type, created_at) VALUES ('app16', 'u', 'server', 1);
      INSERT INTO app_api_keys (id, app_id, user_id, name, hash, created_at)
      VALUES ('k16', 'app16', 'u', 'old', 'hash16', 1);`,
    check(db) {
      expect(column(db, `SELECT disabled FROM app_api_keys WHERE id = 'k16'`)).toEqual([0]);
      db.exec(`
        INSERT INTO client_devices VALUES ('app16', 'u', 'd', '', '', '', '', '', 1, 1);
        INSERT INTO client_sessions VALUES ('s', 'app16', 'u', 'd', 'api-key', 'h', 1, 1, 2);
        INSERT INTO push_registrations VALUES ('app16', 'phones', 'u', 'd', 't', 1);
        DELETE FROM app_users WHERE app_id = 'app16'`);
      for (const table of ['client_devices', 'client_sessions', 'push_registrations']) {
        expect(column(db, `SELECT 1 FROM ${table}`), table).toEqual([]);
      }
    },
  },
  17: {
    what: 'gives integrations the file of their schema, and keeps what waits from retention',
    rows: `${captureRow(170, { endpoint: 'int_17' })}${captureRow(171)}
      ${integrationRow('int_17', 'shop_17')}${integrationRow('int_17_old', 'shop_17', 'deleted')}
      INSERT INTO integration_queue VALUES (170, 'int_17', 1);`,
    check(db) {
      expect(
        db
          .prepare(
            `SELECT file, rebuilding, reserved_names FROM integrations WHERE schema = 'shop_17'`,
          )
          .all(),
      ).toEqual(
        Array.from({ length: 2 }, () => ({
          file: 'schema_shop_17.sqlite',
          rebuilding: 0,
          reserved_names: 'reject-record',
        })),
      );
      expect(column(db, 'SELECT capture_id FROM captures_in_use')).toEqual([170]);
      db.exec(`UPDATE captures SET removed_batch = 1 WHERE id = 170; DELETE FROM captures`);
      // Of the two, one was deleted by somebody; the other went by retention.
      expect(column(db, 'SELECT capture_id FROM integration_removals')).toEqual([170]);
    },
  },
  18: {
    what: 'lets contents stand before their row in the list, and keeps those that have one',
    rows: captureRow(180) + contentsRow(180) + captureRow(181) + contentsRow(181),
    check(db) {
      db.exec(contentsRow(189));
      expect(
        db.prepare('SELECT method, target, cut FROM capture_contents WHERE capture_id = 180').get(),
      ).toEqual({ method: null, target: null, cut: null });
      db.exec('DELETE FROM captures WHERE id = 180');
      expect(
        column(
          db,
          'SELECT capture_id FROM capture_contents WHERE capture_id BETWEEN 180 AND 189 ORDER BY 1',
        ),
      ).toEqual([181, 189]);
    },
  },
  19: {
    what: 'lets the proofs of a URL stand before the row of their capture, and keeps the others',
    rows: `${captureRow(190)}${captureRow(191)}
      INSERT INTO capture_url_secrets VALUES (190, '{"url":1}'), (191, '{"url":2}');`,
    check(db) {
      db.exec(
        `INSERT INTO capture_url_secrets VALUES (199, '{}'); DELETE FROM captures WHERE id = 190`,
      );
      expect(
        column(db, 'SELECT capture_id FROM capture_url_secrets WHERE capture_id >= 190 ORDER BY 1'),
      ).toEqual([191, 199]);
    },
  },
  20: {
    what: 'keeps replays of captures, as tries of no draft with the body of their capture',
    rows: `INSERT INTO replays (capture_id, number, started_at, url, method, edited, request_headers,
             request_bytes, dropped, outcome)
           VALUES ('c20', 1, 2, 'http://a/', 'POST', 0, '[]', 3, '[]', 'answered');`,
    check(db) {
      expect(
        db
          .prepare(
            `SELECT draft_key, signature, body_kept, request_body FROM replays WHERE capture_id = 'c20'`,
          )
          .get(),
      ).toEqual({ draft_key: null, signature: null, body_kept: 0, request_body: null });
    },
  },
  21: {
    what: 'adds drafts and preferences; browsers that signed in stay so, without a name',
    rows: `INSERT INTO control_sessions (hash, browser, created_at, last_used_at)
           VALUES ('hash21', 'Test Browser 1', 1, 2);`,
    check(db) {
      expect(
        db
          .prepare(
            `SELECT browser, last_used_at, label FROM control_sessions WHERE hash = 'hash21'`,
          )
          .get(),
      ).toEqual({ browser: 'Test Browser 1', last_used_at: 2, label: '' });
      expect(column(db, 'SELECT key FROM drafts UNION ALL SELECT key FROM prefs')).toEqual([]);
    },
  },
  22: {
    what: 'has room for views, each id once, and touches nothing else',
    rows: captureRow(230),
    check(db) {
      const add = db.prepare(
        `INSERT INTO views (id, position, name, search, shown, updated_at) VALUES (?, 1, 'a', '', '{}', 1)`,
      );
      add.run('one');
      expect(() => add.run('one')).toThrow(/UNIQUE/);
      expect(column(db, 'SELECT id FROM captures WHERE id = 230')).toEqual([230]);
    },
  },
  23: {
    what: 'adds notices beside those of deliveries, which stay',
    rows: `INSERT INTO prefs VALUES ('keymap', '{}', 1);`,
    check(db) {
      db.exec(`INSERT INTO notices (at, kind, subject, title, body, route, count)
               VALUES (1, 'tunnel', 'tunnel', 'The tunnel is down', '', '#/', 1)`);
      expect(column(db, 'SELECT count(*) FROM notices WHERE read_at IS NULL')).toEqual([1]);
      expect(column(db, `SELECT value FROM prefs WHERE key = 'keymap'`)).toEqual(['{}']);
    },
  },
  24: {
    what: 'keeps the queries there are, without what came of them',
    rows: `INSERT INTO saved_queries (name, sql, is_saved, ran_at) VALUES ('', 'select 24', 0, 1);`,
    check(db) {
      expect(
        db.prepare(`SELECT sql, ran FROM saved_queries WHERE sql = 'select 24'`).get(),
      ).toEqual({ sql: 'select 24', ran: null });
    },
  },
  25: {
    what: 'knows no import of the captures there are',
    rows: captureRow(250) + contentsRow(250),
    check(db) {
      expect(
        db.prepare('SELECT import_id, rebuilt, redacted FROM captures WHERE id = 250').get(),
      ).toEqual({ import_id: null, rebuilt: 0, redacted: 0 });
      db.exec(`INSERT INTO capture_origins VALUES (250, 1, 'same', NULL, '{}');
               DELETE FROM captures WHERE id = 250`);
      expect(column(db, 'SELECT capture_id FROM capture_origins')).toEqual([]);
      expect(column(db, 'SELECT id FROM imports')).toEqual([]);
    },
  },
  26: {
    what: 'has room for expectations, each name once in any case, and touches nothing else',
    rows: captureRow(260),
    check(db) {
      const add = db.prepare('INSERT INTO expectations VALUES (?, ?, 1)');
      add.run('Paid once', '{}');
      expect(() => add.run('paid ONCE', '{}')).toThrow(/UNIQUE/);
      expect(column(db, 'SELECT id FROM captures WHERE id = 260')).toEqual([260]);
    },
  },
  27: {
    what: 'has room for profiles of redaction, each name once in any case, and touches nothing else',
    rows: `INSERT INTO prefs VALUES ('p27', '{}', 1);`,
    check(db) {
      const add = db.prepare('INSERT INTO redaction_profiles VALUES (?, ?, 1)');
      add.run('Partners', '{}');
      expect(() => add.run('partners', '{}')).toThrow(/UNIQUE/);
      expect(column(db, `SELECT key FROM prefs WHERE key = 'p27'`)).toEqual(['p27']);
    },
  },
  28: {
    what: 'adds a project with its items, which go with it, and named secrets',
    rows: `INSERT INTO prefs VALUES ('p28', '{}', 1);`,
    check(db) {
      db.exec(`
        INSERT INTO projects VALUES ('/shop', 1, 1);
        INSERT INTO project_items VALUES ('/shop', 'endpoints', 'orders', 'ep_1', '{}', '{}', 0);
        INSERT INTO named_secrets VALUES ('stripe', x'00', 1);
        DELETE FROM projects`);
      expect(column(db, 'SELECT key FROM project_items')).toEqual([]);
      expect(column(db, `SELECT key FROM prefs WHERE key = 'p28'`)).toEqual(['p28']);
    },
  },
  29: {
    what: 'has room for tokens of agents, each name once in any case, and touches nothing else',
    rows: `INSERT INTO control_sessions (hash, browser, created_at, last_used_at) VALUES ('hash29', '', 1, 1);`,
    check(db) {
      const add = db.prepare(
        'INSERT INTO agent_tokens (name, hash, may_change, created_at) VALUES (?, ?, 0, 1)',
      );
      add.run('Claude', 'a');
      expect(() => add.run('CLAUDE', 'b')).toThrow(/UNIQUE/);
      expect(column(db, `SELECT last_used_at FROM agent_tokens`)).toEqual([null]);
      expect(column(db, `SELECT 1 FROM control_sessions WHERE hash = 'hash29'`)).toEqual([1]);
    },
  },
  30: {
    what: 'remembers what was told of a project as long as it is followed',
    rows: `INSERT INTO projects VALUES ('/shop30', 1, 1);`,
    check(db) {
      expect(column(db, 'SELECT told FROM project_told')).toEqual([]);
      db.exec(`INSERT INTO project_told VALUES ('/shop30', '{}');
               DELETE FROM projects WHERE directory = '/shop30'`);
      expect(column(db, 'SELECT told FROM project_told')).toEqual([]);
    },
  },
  31: {
    what: 'makes the search index again, without words or fields of before',
    rows: `${captureRow(310)}${contentsRow(310)}
      UPDATE captures SET indexed = 1 WHERE id = 310;
      INSERT INTO captures_text (rowid, target, headers, body) VALUES (310, '/a', '', 'before');
      INSERT INTO search_fields (id, name, label, uses) VALUES (31, 'body.a', 'body.a', 1);
      INSERT INTO search_values VALUES (31, 310, 0, '', 'x', NULL);
      INSERT INTO search_documents VALUES (310, '[31]');`,
    rewrites: ['captures.indexed'],
    check(db) {
      expect(column(db, 'SELECT indexed FROM captures WHERE id = 310')).toEqual([0]);
      expect(
        column(db, `SELECT rowid FROM captures_text WHERE captures_text MATCH 'before'`),
      ).toEqual([]);
      expect(column(db, 'SELECT name FROM search_fields')).toEqual([]);
      db.exec(
        `INSERT INTO captures_text (rowid, target, headers, body) VALUES (310, '/a', '', 'after')`,
      );
      expect(
        column(db, `SELECT rowid FROM captures_text WHERE captures_text MATCH 'after'`),
      ).toEqual([310]);
    },
  },
  32: {
    what: 'keeps bodies as they came, and knows which of them may be packed',
    rows: `${captureRow(320)}${contentsRow(320)}${captureRow(321)}${contentsRow(321)}
      UPDATE capture_contents SET body = zeroblob(2048) WHERE capture_id = 321;`,
    check(db) {
      expect(
        column(db, 'SELECT packed FROM capture_contents WHERE capture_id BETWEEN 320 AND 321'),
      ).toEqual([null, null]);
      expect(
        column(
          db,
          `SELECT capture_id FROM capture_contents INDEXED BY contents_unpacked
            WHERE packed IS NULL AND length(body) >= 2048 AND capture_id BETWEEN 320 AND 321`,
        ),
      ).toEqual([321]);
      expect(column(db, 'SELECT batch FROM capture_undos')).toEqual([]);
    },
  },
  33: {
    what: 'lets the captures there are wait for the catalogue',
    rows: captureRow(330) + contentsRow(330),
    check(db) {
      const waiting = 'SELECT capture_id FROM captures_uncatalogued WHERE capture_id = 330';
      expect(column(db, waiting)).toEqual([330]);
      db.exec(`INSERT INTO capture_types (capture_id, type_id) VALUES (330, 1);
               DELETE FROM captures WHERE id = 330`);
      expect(column(db, 'SELECT capture_id FROM capture_types')).toEqual([]);
    },
  },
  34: {
    what: 'knows no chaos of the captures and endpoints there are, and lets it go with them',
    rows: `${captureRow(340)}
      INSERT INTO endpoints (id, position, name, enabled, path, methods, reply, failures_done)
      VALUES ('ep_34', 34, 'E34', 1, '/34', '[]', '{}', 0);`,
    check(db) {
      expect(column(db, 'SELECT seen FROM endpoint_chaos')).toEqual([]);
      db.exec(`
        INSERT INTO endpoint_chaos VALUES ('ep_34', 7);
        INSERT INTO capture_chaos VALUES (340, 'reset');
        DELETE FROM endpoints WHERE id = 'ep_34';
        DELETE FROM captures WHERE id = 340`);
      expect(column(db, 'SELECT seen FROM endpoint_chaos')).toEqual([]);
      expect(column(db, 'SELECT kind FROM capture_chaos')).toEqual([]);
    },
  },
  35: {
    what: 'knows no account at a provider, and no scan',
    rows: '',
    check(db) {
      expect(column(db, 'SELECT id FROM backfill_sources')).toEqual([]);
      db.exec(`
        INSERT INTO backfill_scans VALUES
          ('bf_35', 'bfs_35', 'github', 1, 2, 'all', 'listed', '{}', 3, NULL);
        INSERT INTO backfill_items VALUES
          ('bf_35', 1, 'guid', '["guid"]', NULL, 1, 'missing', '{}', NULL, NULL, NULL)`);
      expect(column(db, 'SELECT n FROM backfill_items')).toEqual([1]);
    },
  },
  36: {
    what: 'knows no suite and no run, and lets cases and results go with theirs',
    rows: '',
    check(db) {
      expect(column(db, 'SELECT id FROM suites')).toEqual([]);
      db.exec(`
        INSERT INTO suites VALUES ('suite_36', 'Orders', 'shape', '[]', 1);
        INSERT INTO suite_cases VALUES ('suite_36', 1, NULL, 'a', '{}', x'', '{}', NULL);
        INSERT INTO suite_runs VALUES (1, 1, NULL, 'http://localhost/', 'running', '{}');
        INSERT INTO suite_results VALUES (1, 1, 'suite_36:1', 'new', 0, 0, '{}', '{}', NULL, NULL);
        DELETE FROM suites;
        DELETE FROM suite_runs`);
      expect(column(db, 'SELECT n FROM suite_cases')).toEqual([]);
      expect(column(db, 'SELECT n FROM suite_results')).toEqual([]);
    },
  },
  37: {
    what: 'sends no spans anywhere, and has one place for where they go',
    rows: '',
    check(db) {
      expect(column(db, 'SELECT endpoint FROM trace_export')).toEqual([]);
      db.exec("INSERT INTO trace_export VALUES (1, 'http://localhost:4318', x'5b5d', '', 1)");
      expect(() => db.exec("INSERT INTO trace_export VALUES (2, NULL, x'5b5d', '', 1)")).toThrow(
        /CHECK/,
      );
    },
  },
  38: {
    what: 'knows no run before this one, so that no time before it counts as missed',
    rows: '',
    check(db) {
      expect(column(db, 'SELECT started_at FROM engine_runs')).toEqual([]);
      db.exec('INSERT INTO engine_runs (started_at, alive_at) VALUES (1, 2), (3, 4)');
      expect(column(db, 'SELECT id FROM engine_runs')).toEqual([1, 2]);
    },
  },
  40: {
    what: 'knows no credentials, facts and receipts of what was sent over HTTP',
    rows: `
      INSERT INTO destinations (id, settings, state, breaker, created_at)
      VALUES ('dst_40', '{"name":"D40","url":"http://localhost:1/"}', 'live', '{}', 1);
      INSERT INTO delivery_messages (id, origin, content_type, method, signs, body, body_bytes, created_at)
      VALUES ('msg_40', 'api', 'text/plain', 'POST', 1, x'01', 1, 1);
      INSERT INTO deliveries (seq, message_id, destination_id, state, deadline_at, created_at)
      VALUES (4040, 'msg_40', 'dst_40', 'delivered', 2, 1);
      INSERT INTO delivery_attempts (id, delivery_seq, destination_id, generation, number, kind, started_at,
                                     outcome, method, url)
      VALUES (4040, 4040, 'dst_40', 1, 1, 'auto', 1, 'delivered', 'POST', 'http://localhost:1/');`,
    check(db) {
      const of = (sql: string): unknown[] => column(db, sql);
      expect(of(`SELECT credentials FROM destinations WHERE id = 'dst_40'`)).toEqual([null]);
      expect(of(`SELECT facts FROM delivery_messages WHERE id = 'msg_40'`)).toEqual([null]);
      expect(of('SELECT engine FROM delivery_attempts WHERE id = 4040')).toEqual([null]);
    },
  },
  41: {
    what: 'puts no capture that is there into the way to a team, and uses no number twice',
    rows: captureRow(410) + contentsRow(410),
    check(db) {
      expect(column(db, 'SELECT origin_node FROM captures WHERE id = 410')).toEqual([null]);
      expect(column(db, 'SELECT seq FROM team_out')).toEqual([]);
      db.exec(`
        INSERT OR REPLACE INTO team_out (kind, ref) VALUES ('capture', 410);
        INSERT OR REPLACE INTO team_out (kind, ref) VALUES ('capture', 410);
        DELETE FROM team_out;
        INSERT OR REPLACE INTO team_out (kind, ref) VALUES ('mark', 410);
        UPDATE captures SET origin_node = 'a', origin_id = 1 WHERE id = 410`);
      expect(column(db, 'SELECT seq FROM team_out')).toEqual([3]);
      expect(() =>
        db.exec(`${captureRow(411)}
        UPDATE captures SET origin_node = 'a', origin_id = 1 WHERE id = 411`),
      ).toThrow(/UNIQUE/);
    },
  },
  43: {
    what: 'only keeps what comes of nodes that are followed, and counts nothing as not taken',
    rows: `
      INSERT INTO team_settings (one, url, node_id, settings, lost) VALUES (1, x'01', 'a', '{}', 3);
      INSERT INTO team_follows VALUES ('node_43', '[]');`,
    check(db) {
      expect(column(db, 'SELECT untaken FROM team_settings')).toEqual([0]);
      expect(column(db, 'SELECT lost FROM team_settings')).toEqual([3]);
      const since = "SELECT forward_since FROM team_follows WHERE node = 'node_43'";
      expect(column(db, since)).toEqual([null]);
      expect(column(db, 'SELECT row_id FROM team_forwards')).toEqual([]);
    },
  },
  44: {
    what: 'shows no mark of a mate at what is there, reads them from the first, and lets them go with their capture',
    rows: `${captureRow(440)}
      INSERT OR IGNORE INTO team_settings (one, url, node_id, settings) VALUES (1, x'00', 'n', '{}');`,
    check(db) {
      expect(column(db, 'SELECT marks_at FROM team_settings')).toEqual([0]);
      expect(column(db, 'SELECT kind FROM capture_marks')).toEqual([]);
      db.exec(`
        INSERT INTO capture_marks VALUES (440, 'note', 'a', 'Ben', 1);
        INSERT INTO team_marks VALUES (440, 'note', 'a', 1);
        DELETE FROM captures WHERE id = 440`);
      expect(column(db, 'SELECT kind FROM capture_marks')).toEqual([]);
      expect(column(db, 'SELECT sent FROM team_marks')).toEqual(['a']);
    },
  },
  45: {
    what: 'knows no verdict of the captures there are, and lets it go with them',
    rows: captureRow(450),
    check(db) {
      expect(column(db, 'SELECT verdict FROM capture_verdicts')).toEqual([]);
      db.exec(`
        INSERT INTO capture_verdicts VALUES (450, 'regressed');
        DELETE FROM captures WHERE id = 450`);
      expect(column(db, 'SELECT verdict FROM capture_verdicts')).toEqual([]);
    },
  },
  46: {
    what: 'gives shared attempts a table of their own, and keeps those of this node alone as they are',
    rows: `${destinationRow('d46', {})}
      INSERT INTO delivery_messages (id, origin, content_type, method, signs, body_bytes, created_at)
      VALUES ('m46', 'api', 'a/b', 'POST', 1, 0, 1);
      INSERT INTO deliveries (seq, message_id, destination_id, state, deadline_at, created_at)
      VALUES (46, 'm46', 'd46', 'delivered', 1, 1);
      INSERT INTO delivery_attempts (id, delivery_seq, destination_id, generation, number, kind, started_at,
                                     outcome, method, url)
      VALUES (460, 46, 'd46', 1, 1, 'auto', 1, 'delivered', 'POST', 'http://a/');`,
    check(db) {
      expect(column(db, 'SELECT delivery_seq FROM delivery_attempts WHERE id = 460')).toEqual([46]);
      const add = `INSERT INTO shared_attempts (message_id, destination_id, fence, number, started_at, outcome)
        VALUES ('m46', 'd46', 7, 1, 1, 'sending')`;
      db.exec(add);
      expect(column(db, 'SELECT held FROM shared_attempts')).toEqual([0]);
      expect(() => db.exec(add)).toThrow(/UNIQUE/);
    },
  },
};
