import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import type { StartProcess } from '../../main/lib/child-process/own-process.ts';
import type { IntegrationId, IntegrationRules } from '../../preload/contract/integrations.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { profiles, type Sent, sent, textOf } from '../warehouse/history.ts';

export type Step =
  | { do: 'post'; to: number; captures: Omit<Sent, 'token'>[][]; kill: boolean }
  | { do: 'again'; nth: number; existing: 'move-aside' | 'continue'; settle: boolean }
  | { do: 'change'; nth: number; rules: Partial<IntegrationRules> }
  | { do: 'rename' | 'reset' | 'reload'; nth: number }
  | { do: 'retain'; keepCount: number }
  | { do: 'locked'; nth: number; captures: Omit<Sent, 'token'>[][] }
  | { do: 'disk-full'; nth: number; captures: Omit<Sent, 'token'>[][] }
  | { do: 'restart' };

const nth = fc.nat({ max: 3 });
const captures = fc.array(fc.array(sent, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});
export const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('post'), to: nth, captures, kill: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('again'),
      nth,
      existing: fc.constantFrom('move-aside', 'continue'),
      settle: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change'), nth, rules: profiles }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('rename', 'reset', 'reload'), nth }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('retain'), keepCount: fc.nat({ max: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('locked', 'disk-full'), nth, captures }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
) as fc.Arbitrary<Step>;

interface Held {
  id: IntegrationId;
  name: string;
  path: string;
}

/** An engine through a history: what it accepted, and from whom. */
export class World {
  readonly dir = tempDir();
  readonly loaders: { kill: () => void; gone: Promise<void> }[] = [];
  readonly accepted: (Sent & { by: IntegrationId; captureId: string })[] = [];
  readonly seen = new Map<string, { sequence: bigint; key: string | null }>();
  readonly held: Held[] = [];
  readonly clock = shiftedClock();
  next = 0;
  running!: TestEngine;

  readonly startProcess: StartProcess = (order, events) => {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const exit = (): void => {
      events.exit();
      resolve();
    };
    const own = startNodeProcess(order, { ...events, exit });
    if (order.name === 'loader') this.loaders.push({ kill: own.kill, gone });
    return own;
  };
  async start(): Promise<void> {
    this.running = await startTestEngine({
      dataDir: this.dir.path,
      clock: this.clock,
      startProcess: this.startProcess,
    });
  }
  get engine() {
    return this.running.engine;
  }
  async create(name: string, existing: 'move-aside' | 'continue' | null = null): Promise<void> {
    const made = await this.engine.integrations.create({ name, schema: '', existing });
    this.held.push({ id: made.integration.id, name, path: new URL(made.url).pathname });
  }
  at(n: number): Held {
    const one = this.held[n % this.held.length];
    if (one === undefined) throw new Error('There is no integration.');
    return one;
  }
  async post(to: Held, lists: readonly Omit<Sent, 'token'>[][]): Promise<void> {
    for (const list of lists) {
      const records = list.map((one) => ({ ...one, token: `t${this.next++}` }));
      const reply = await fetch(this.engine.intakeUrl + to.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: textOf(records),
      });
      const captureId = reply.headers.get('x-backstitch-capture-id') ?? '';
      await reply.arrayBuffer();
      // Only what was promised counts.
      if (reply.status >= 300) continue;
      this.accepted.push(...records.map((one) => ({ ...one, by: to.id, captureId })));
    }
  }
  /** Until nothing waits, of integrations that were deleted as well, and those that are there say so. */
  async settle(): Promise<void> {
    const { db } = this.engine;
    const left = db
      .prepare<[], number>(
        `SELECT (SELECT count(*) FROM integration_queue)
              + (SELECT count(*) FROM integrations WHERE rebuilding > 0)`,
      )
      .pluck();
    await until(() => {
      // A lane that was disturbed tries again after a while.
      this.clock.jump(1000);
      if (left.get() !== 0) return false;
      // What the database says is written, but the lanes go on once it is synced.
      return this.held.every(({ id }) => {
        const { waiting, rebuilding } = this.engine.integrations.get({ id });
        return waiting === 0 && rebuilding === null;
      });
    }, 'Something waits for ever.');
  }
  rowsOf(file: string) {
    const db = new SqliteDatabase(join(this.dir.path, 'warehouse', file), { readonly: true });
    try {
      const names = (db.pragma('table_info(data)') as { name: string }[]).map(({ name }) => name);
      const key = names.includes('__sdc_primary_key') ? '__sdc_primary_key' : 'NULL';
      const rows = names.includes('token')
        ? db
            .prepare<[], { token: string; sequence: bigint; key: string | null }>(
              `SELECT token, _sdc_sequence AS sequence, ${key} AS key FROM data`,
            )
            .safeIntegers()
            .all()
        : [];
      const rejects = db
        .prepare<[], string>('SELECT record FROM _sdc_rejected')
        .pluck()
        .all()
        .map((record) => /"token":"(t\d+)"/.exec(record)?.[1] ?? record);
      assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
      return { rows, rejects };
    } finally {
      db.close();
    }
  }
  async check(): Promise<void> {
    await this.settle();
    const files = readdirSync(join(this.dir.path, 'warehouse'));
    const fileOf = new Map(
      this.engine.db
        .prepare<[], { id: string; file: string }>('SELECT id, file FROM integrations')
        .all()
        .map(({ id, file }) => [id, file]),
    );
    const places = new Map<string, string[]>();
    for (const file of files.filter((name) => name.endsWith('.sqlite'))) {
      const { rows, rejects } = this.rowsOf(file);
      for (const { token, sequence, key } of rows) {
        const first = this.seen.get(token);
        if (first !== undefined) {
          assert.equal(sequence, first.sequence, `The sequence of ${token} changed.`);
          if (key !== null && first.key !== null) assert.equal(key, first.key, token);
        }
        this.seen.set(token, { sequence, key: first?.key ?? key });
      }
      for (const token of [...rows.map((row) => row.token), ...rejects]) {
        places.set(token, [...(places.get(token) ?? []), file]);
      }
    }
    for (const one of this.accepted) {
      const found = places.get(one.token) ?? [];
      if (found.length === 0) this.checkReplaced(one);
      else assert.deepEqual(found, [fileOf.get(one.by)], one.token);
    }
    await this.checkCounts();
  }
  /** Only a newer record of the same key takes the place of one. */
  checkReplaced(one: Sent): void {
    const own = one.members.match(/"key":(?:\d|"\w+")|"other":"\w"/g) ?? [];
    const newer = this.accepted
      .slice(this.accepted.findIndex(({ token }) => token === one.token) + 1)
      .some(({ members }) => own.some((part) => members.includes(part)));
    assert.ok(newer, `A record is nowhere: ${JSON.stringify(one)}`);
  }
  async checkCounts(): Promise<void> {
    for (const { id, name } of this.held) {
      const one = this.engine.integrations.get({ id });
      assert.deepEqual([one.name, one.waiting, one.rebuilding, one.problem], [name, 0, null, null]);
      const { rows, rejected } = await this.engine.integrations.summary({ id });
      const inFile = this.rowsOf(`schema_${one.schema}.sqlite`);
      assert.deepEqual([rows, rejected], [inFile.rows.length, inFile.rejects.length]);
    }
  }

  async run(one: Step): Promise<void> {
    const { integrations } = this.engine;
    switch (one.do) {
      case 'post': {
        const posted = this.post(this.at(one.to), one.captures);
        const loader = one.kill ? this.loaders.at(-1) : undefined;
        loader?.kill();
        await posted;
        // What comes next is asked of the next process: one that is on its way out answers nothing.
        await loader?.gone;
        return;
      }
      case 'again': {
        const earlier = this.at(one.nth);
        if (one.settle) await this.settle();
        this.held.splice(this.held.indexOf(earlier), 1);
        await integrations.remove({ id: earlier.id });
        const { schema } = this.engine.db
          .prepare('SELECT schema FROM integrations WHERE id = ?')
          .get(earlier.id) as { schema: string };
        // Named as its schema: it may have been renamed.
        return this.create(schema, one.existing);
      }
      case 'change':
        await this.settle();
        await integrations.update({ id: this.at(one.nth).id, rules: one.rules });
        return;
      case 'rename': {
        const to = this.at(one.nth);
        to.name = `${to.name} again`;
        await integrations.update({ id: to.id, name: to.name });
        return;
      }
      case 'reset':
        await this.settle();
        await integrations.reset({ id: this.at(one.nth).id });
        return;
      case 'reload': {
        const { id } = this.at(one.nth);
        const last = this.accepted.findLast(({ by }) => by === id);
        const gone = (error: { code: string }) => assert.equal(error.code, 'CAPTURE_NOT_FOUND');
        if (last) await integrations.reload({ id, captureId: last.captureId as never }).catch(gone);
        return;
      }
      case 'retain': {
        const { system, db } = this.engine;
        await system.saveSettings({ ...system.settings(), keepCount: one.keepCount });
        await this.settle();
        const count = db.prepare<[], number>('SELECT count(*) FROM captures').pluck();
        await until(() => {
          this.clock.jump(6000);
          return (count.get() ?? 0) <= one.keepCount;
        });
        await system.saveSettings({ ...system.settings(), keepCount: 1000 });
        return;
      }
      case 'locked': {
        const to = this.at(one.nth);
        const { schema } = integrations.get({ id: to.id });
        const other = new SqliteDatabase(
          join(this.dir.path, 'warehouse', `schema_${schema}.sqlite`),
        );
        await this.settle();
        other.exec('BEGIN IMMEDIATE');
        await this.post(to, one.captures);
        other.exec('ROLLBACK');
        other.close();
        return;
      }
      case 'disk-full': {
        const { db } = this.engine;
        db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`);
        await this.post(this.at(one.nth), one.captures);
        db.pragma('max_page_count = 1000000');
        return;
      }
      case 'restart':
        await this.running.stop();
        await this.start();
    }
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.stop();
    this.dir[Symbol.dispose]();
  }
}
