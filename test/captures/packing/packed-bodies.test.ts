import { createHash } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addUnpack, LEAST_PACKED_BYTES } from '../../../main/store/packed.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { serveCli } from '../../helpers/run-cli.ts';
import { runs } from '../../helpers/runs.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that pack more or less well: a piece of noise again and again, with noise behind it. */
function bytesOf({ noise, size, of }: { noise: Uint8Array; size: number; of: number }): Buffer {
  const again = Buffer.alloc(Math.round(size * of), noise.length > 0 ? noise : 'a');
  const rest = Buffer.alloc(size - again.length);
  let state = 1 + noise.length;
  for (let at = 0; at < rest.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    rest[at] = state >>> 16;
  }
  return Buffer.concat([again, rest]);
}

const someBytes = fc
  .record({
    noise: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    // Around the sizes where it changes how a body is kept, and up to 2 MB.
    size: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
      { weight: 2, arbitrary: fc.integer({ min: LEAST_PACKED_BYTES - 2, max: 2050 }) },
      { weight: 2, arbitrary: fc.integer({ min: 262_140, max: 262_150 }) },
      { weight: 1, arbitrary: fc.integer({ min: 262_145, max: 2_000_000 }) },
    ),
    of: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(bytesOf);

/** What is known of a body by each way that gives it out, as it is to be. */
async function expectWhole(t: TestEngine, id: CaptureId, sent: Buffer): Promise<void> {
  const { engine } = t;
  const body = await engine.captures.body({ id, of: 'request' });
  expect(Buffer.from(await body.arrayBuffer()).equals(sent)).toBe(true);
  const part = await engine.captures.body({ id, of: 'request', from: 3, to: sent.length - 2 });
  expect(Buffer.from(await part.arrayBuffer()).equals(sent.subarray(3, sent.length - 2))).toBe(
    true,
  );
  const decoded = await engine.captures.decodedBody({ id, of: 'request' });
  expect(sha256(await decoded.body.bytes())).toBe(sha256(sent));
  const { sizeBytes, bodySha256 } = engine.captures.get({ id });
  expect([sizeBytes, bodySha256]).toEqual([sent.length, sent.length > 0 ? sha256(sent) : null]);
}

const pending = (t: TestEngine): number =>
  Number(
    t.engine.db
      .prepare(`SELECT count(*) FROM capture_contents WHERE packed IS NULL AND length(body) >= ?`)
      .pluck()
      .get(LEAST_PACKED_BYTES),
  );

it('gives any body back as it came: before it is packed, after that and after a restart', async () => {
  using dir = tempDir();
  const kept = new Map<CaptureId, Buffer>();
  {
    await using t = await startTestEngine({ dataDir: dir.path });
    await fc.assert(
      fc.asyncProperty(fc.array(someBytes, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const all = bodies.map((body, n) => ({ body, target: `/${kept.size + n}` }));
        for (const { body, target } of all) {
          const reply = await fetch(t.url + target, { method: 'POST', body: new Uint8Array(body) });
          expect(reply.ok).toBe(true);
        }
        const { items } = await t.engine.captures.list({ search: '', limit: all.length });
        for (const [n, { body }] of all.entries()) {
          const id = items.at(-1 - n)?.id as CaptureId;
          kept.set(id, body);
          await expectWhole(t, id, body);
        }
      }),
      { numRuns: runs(30) },
    );
    await until(() => pending(t) === 0, 'Bodies wait to be packed.');
    for (const [id, body] of kept) await expectWhole(t, id, body);
  }
  await using again = await startTestEngine({ dataDir: dir.path });
  for (const [id, body] of kept) await expectWhole(again, id, body);
});

it('packs what gets smaller, and every reader of bodies sees what was sent', async () => {
  await using t = await startTestEngine();
  const { engine } = t;
  const lines = Array.from({ length: 600 }, (_, n) => ({ n, sku: `s-${n % 9}` }));
  const json = (bird: string): string => JSON.stringify({ bird, lines });
  const texts = { first: json('ptarmigan'), second: json('capercaillie') };
  const noise = bytesOf({ noise: new Uint8Array([1]), size: 9000, of: 0 });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${t.url}/a`, { method: 'POST', body: texts.first, headers });
  await fetch(`${t.url}/b`, { method: 'POST', body: texts.second, headers });
  await fetch(`${t.url}/noise`, { method: 'POST', body: new Uint8Array(noise) });
  await fetch(`${t.url}/short`, { method: 'POST', body: 'a'.repeat(LEAST_PACKED_BYTES - 1) });
  const ids = (await t.captures(4)).toReversed().map(({ id }) => id) as [CaptureId, CaptureId];
  await until(() => pending(t) === 0, 'Bodies wait to be packed.');
  const rows = engine.db
    .prepare<[], { kept: number | null; packed: number | null }>(
      `SELECT length(body) AS kept, length(packed) AS packed FROM capture_contents`,
    )
    .all();
  expect(rows).toEqual([
    { kept: null, packed: expect.toSatisfy((size: number) => size < texts.first.length / 4) },
    { kept: null, packed: expect.any(Number) },
    { kept: noise.length, packed: 0 },
    { kept: LEAST_PACKED_BYTES - 1, packed: null },
  ]);

  const read = await engine.sql.run({
    sql: `SELECT body FROM captures WHERE body LIKE '%ptarmigan%'`,
    schema: '',
    maxRows: 10,
  });
  expect(read.rows).toEqual([[texts.first]]);
  // The index is made from what is packed by now.
  engine.db.exec('UPDATE captures SET indexed = 0');
  const found = await until(async () => {
    const { items } = await engine.captures.list({ search: 'body.bird:capercaillie', limit: 9 });
    return items.length > 0 && items;
  });
  expect(found.map(({ target }) => target)).toEqual(['/b']);
  const { differences } = await engine.compare.pair({
    left: ids[0],
    right: ids[1],
    of: 'request',
    ignore: 'kept',
  });
  expect(differences.filter(({ part }) => part === 'body')).toMatchObject([
    { path: 'bird', left: '"ptarmigan"', right: '"capercaillie"' },
  ]);

  await engine.replays.send({
    id: ids[0],
    to: { kind: 'intake' },
    options: {
      mark: true,
      dropRelayNoise: true,
      appendPath: false,
      bytes: 'announced',
      timeoutMs: 30_000,
      signature: 'keep',
      deliveryId: 'keep',
      signedUrl: 'target',
    },
  });
  const [replayed] = await t.captures(5);
  expect(engine.captures.get({ id: replayed?.id as CaptureId }).bodySha256).toBe(
    sha256(Buffer.from(texts.first)),
  );
});

it('has each body once after kill -9 while it packs, whole, and packs the others later', async () => {
  using dir = tempDir();
  const sent = new Map<string, string>();
  const open = (): SqliteDatabase.Database => {
    const db = new SqliteDatabase(join(dir.path, 'backstitch.db'), { readonly: true });
    addUnpack(db);
    return db;
  };
  const count = (sql: string): number => {
    const db = open();
    const found = Number(
      db.prepare(`SELECT count(*) FROM capture_contents WHERE ${sql}`).pluck().get(),
    );
    db.close();
    return found;
  };
  for (let round = 0; round < runs(3); round += 1) {
    await using cli = await serveCli(dir.path);
    const before = count('length(packed) > 0');
    const stop = new AbortController();
    const sending = Array.from({ length: 3 }, async (_, sender) => {
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const target = `/${round}/${sender}/${n}`;
        const body = `${target} `.repeat(700 + n);
        const reply = await fetch(cli.ready.intake + target, { method: 'POST', body }).catch(
          () => null,
        );
        if (reply?.ok) sent.set(target, body);
      }
    });
    await until(() => count('length(packed) > 0') > before + 20, 'Nothing is packed.');
    const killed = cli.end('SIGKILL');
    stop.abort();
    await Promise.all([killed, ...sending]);
  }
  const db = open();
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const whole = new Map(
    db
      .prepare<[], [string, Buffer]>(
        `SELECT target, coalesce(body, unpack(packed)) FROM capture_contents`,
      )
      .raw()
      .all()
      .map(([target, body]) => [target, body.toString()]),
  );
  db.close();
  expect([...sent].filter(([target, body]) => whole.get(target) !== body)).toEqual([]);
  expect(count('body IS NOT NULL AND length(packed) > 0')).toBe(0);

  await using again = await serveCli(dir.path);
  await until(() => count('packed IS NULL') === 0, 'Some are left as they came.');
  const headers = { authorization: `Bearer ${again.ready.token}` };
  const api = `${again.ready.control}/api/v1/captures`;
  const { items } = (await (await fetch(`${api}?limit=20`, { headers })).json()) as {
    items: { id: string; target: string }[];
  };
  for (const { id, target } of items) {
    const body = await (await fetch(`${api}/${id}/body`, { headers })).text();
    expect(body).toBe(whole.get(target));
  }
});
