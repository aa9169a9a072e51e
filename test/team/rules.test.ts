import fc from 'fast-check';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { foreignCapture } from '../../main/interchange/foreign.ts';
import { SECRET_NAME } from '../../main/lib/secrets/secret-name.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { encodeId } from '../../main/captures/capture-id.ts';
import { COLUMNS, exportRow } from '../../main/team/exchange/export-row.ts';
import { importRow, type PulledRow } from '../../main/team/exchange/import-row.ts';
import { type LinkEvent, type LinkModel, OFF, step } from '../../main/team/link.ts';
import { teamCutter } from '../../main/interchange/sharing-rules.ts';
import { PRODUCTION } from '../../main/team/timings.ts';
import { runs } from '../helpers/runs.ts';

const captureOf = (more: Partial<Parameters<typeof foreignCapture>[0]>) =>
  foreignCapture({
    receivedAt: Date.UTC(2026, 5, 1),
    durationMs: 3,
    method: 'POST',
    target: '/x',
    httpVersion: '1.1',
    headers: [],
    body: new Uint8Array(),
    reply: { status: 200, reason: 'OK', headers: [], body: new Uint8Array() },
    ...more,
  });

it('every column of a table that captures are exported from is said to leave or to stay', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db, migrations, () => {});
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const names = db
      .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
      .pluck()
      .all(table);
    expect(Object.keys(columns).toSorted(), table).toEqual(names.toSorted());
  }
  db.close();
});

it('a capture is the same after it went to a row and came back', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  const latin1 = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((n) => String.fromCharCode(n)),
    maxLength: 30,
  });
  const verdict = fc.constantFrom(undefined, null, {
    state: 'failed' as const,
    scheme: 'Stripe',
    code: 'SIGNATURE_MISMATCH' as const,
    text: 'No secret fits.',
    hint: { text: 'The body was changed.', certain: true },
  });
  const capture = fc.record({
    target: latin1.map((rest) => `/${rest}`),
    headers: fc.array(fc.tuple(latin1, latin1), { maxLength: 5 }),
    body: fc.nat(150_000).map((length) => Buffer.alloc(length, `${length} `)),
  });
  fc.assert(
    fc.property(capture, text, verdict, (given, reason, told) => {
      const whole = {
        ...captureOf(given),
        reason: reason === '' ? null : reason.toWellFormed().replaceAll('\0', ''),
      };
      const row = exportRow(whole, 4096, told);
      const asDriven = {
        ...row.columns,
        node_id: 'n',
        node_seq: '1',
        skew_ms: 0,
        capture_id: '4096',
        received_at: new Date(String(row.columns['received_at'])),
        gone: false,
      } as unknown as PulledRow;
      const body =
        row.parts.length > 0 ? Buffer.concat(row.parts) : (row.columns['body'] as Buffer);
      const back = importRow(asDriven, body, encodeId);
      expect(Buffer.compare(back.body, whole.body)).toBe(0);
      const plain = { id: '', body: null, replyBody: null };
      expect({ ...back, ...plain }).toEqual({ ...whole, ...plain, verdict: told ?? null });
    }),
    { numRuns: runs(60) },
  );
});

describe('what leaves', () => {
  it('has no header whose name tells of a secret, and `exact` all but those that never leave', async () => {
    const headers = [
      'X-Auth-Token',
      'My-Secret',
      'Cookie',
      'X-Api-Key',
      'X-ApiKey',
      'Email',
      'Stripe-Signature',
    ];
    for (const name of headers.slice(0, 5))
      expect(SECRET_NAME.test(name.toLowerCase()), name).toBe(true);
    const capture = captureOf({
      headers: headers.map((name): [string, string] => [name, 'needle']),
    });
    const left = async (redaction: 'standard' | 'exact') =>
      (await teamCutter({ redaction, rules: [] }, [])(capture)).headers
        .filter(([, value]) => value === 'needle')
        .map(([name]) => name);
    expect(await left('standard')).toEqual(['Stripe-Signature']);
    expect(await left('exact')).toEqual(headers.filter((name) => name !== 'Email'));
  });
  it('is cut in place: other bytes of a body stay as they are', async () => {
    const body = Buffer.from('{"n":12345678901234567890.10, "customer" : {"email":"needle@a.b"}}');
    const capture = captureOf({ body, headers: [['content-type', 'application/json']] });
    const rules = [{ place: 'json', name: 'customer.email' }] as const;
    const cut = await teamCutter({ redaction: 'exact', rules }, [])(capture);
    expect(Buffer.from(cut.body).toString()).toBe(
      '{"n":12345678901234567890.10, "customer" : {"email":"[redacted]"}}',
    );
    expect(exportRow(cut, 1).columns['redacted']?.toString()).not.toContain('ne');
  });
  it('holds no secret that is known here, whatever the choice', async () => {
    const capture = captureOf({ body: Buffer.from('a known-secret-1234 b') });
    const cut = await teamCutter({ redaction: 'exact', rules: [] }, ['known-secret-1234'])(capture);
    expect(Buffer.from(cut.body).toString()).toBe('a [redacted] b');
  });
});

describe('a link', () => {
  const env = { now: 0, random: 0.5, timings: PRODUCTION };
  const kinds = ['away', 'refused', 'not-installed', 'too-old', 'taken', 'moved'] as const;
  const event: fc.Arbitrary<LinkEvent> = fc.oneof(
    fc.boolean().map((on): LinkEvent => ({ type: 'switched', on })),
    fc.constantFrom<LinkEvent>({ type: 'connected' }, { type: 'due' }, { type: 'woke' }),
    fc.boolean().map((behind): LinkEvent => ({ type: 'lag', behind })),
    fc
      .constantFrom(...kinds)
      .map((kind): LinkEvent => ({ type: 'failed', problem: { kind, text: 'x' } })),
  );

  it('is never stuck: it is off, connected, connecting, or knows what it waits for', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let model: LinkModel = OFF;
        for (const one of events) {
          const next = step(model, one, env);
          const tries = next.commands.filter((command) => command.do === 'connect').length;
          // Each way into connecting is one try; nothing else is.
          expect(tries).toBe(next.model.state === 'connecting' && next.model !== model ? 1 : 0);
          model = next.model;
          const waits = model.nextAttemptAt !== null;
          expect(waits).toBe(kinds.includes(model.state as never) && model.state !== 'moved');
          expect(model.reason === null || model.state !== 'live').toBe(true);
        }
      }),
    );
  });
  it('waits longer after each failure, up to half a minute, and not at all once the computer woke', () => {
    const away: LinkEvent = { type: 'failed', problem: { kind: 'away', text: 'x' } };
    let { model } = step(OFF, { type: 'switched', on: true }, env);
    const waits = Array.from({ length: 12 }, () => {
      ({ model } = step(model, away, env));
      const at = model.nextAttemptAt ?? 0;
      ({ model } = step(model, { type: 'due' }, env));
      return at;
    });
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBeLessThanOrEqual(30_000);
    ({ model } = step(model, away, env));
    expect(step(model, { type: 'woke' }, env).model.state).toBe('connecting');
  });
});
