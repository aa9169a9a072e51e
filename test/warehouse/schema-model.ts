import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type Loader, openLoader, type Profile } from '../../main/warehouse/loading/loader.ts';
import { openSchemaFile } from '../../main/warehouse/schema-file.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { type Sent, type Step, textOf } from './history.ts';
import { PLAIN } from './room.ts';

interface Capture {
  id: number;
  receivedAt: number;
  records: Sent[];
  fate: 'here' | 'expired' | 'deleted' | 'left out';
}

interface Found {
  sequence: bigint;
  key: string | null;
}

/** A schema file with what was done to it, and what must be true of it. */
export class Schema {
  readonly dir = tempDir();
  readonly path: string;
  db: Database;
  loader: Loader;
  profile: Profile = PLAIN;
  captures: Capture[] = [];
  /** By token: where it was seen first. */
  readonly seen = new Map<string, Found>();
  time = Date.parse('2026-01-01T00:00:00.000Z');

  constructor() {
    mkdirSync(join(this.dir.path, 'warehouse'));
    this.path = join(this.dir.path, 'warehouse', 'schema_laws.sqlite');
    this.db = openSchemaFile(this.path);
    this.loader = this.open();
  }
  open(): Loader {
    this.loader = openLoader(this.db, this.profile, () => this.time);
    this.loader.configure();
    return this.loader;
  }
  item = (capture: Capture) => ({
    captureId: capture.id,
    receivedAt: capture.receivedAt,
    text: capture.fate === 'here' ? textOf(capture.records) : null,
  });
  made(lists: readonly Sent[][]): Capture[] {
    return lists.map((records, i) => {
      this.time += 3;
      return {
        id: this.captures.length + i + 1,
        receivedAt: this.time,
        records,
        fate: 'here',
      };
    });
  }
  reset(): void {
    const of = (...fates: Capture['fate'][]): number[] =>
      this.captures.filter(({ fate }) => fates.includes(fate)).map(({ id }) => id);
    this.loader.reset({ deleted: of('deleted', 'left out'), expired: of('expired') });
    for (const one of this.captures) if (one.fate === 'deleted') one.fate = 'left out';
    for (;;) {
      const pending = this.loader.pending(2);
      if (pending.length === 0) return;
      const items = pending.map((waits) => {
        const capture = this.captures.find(({ id }) => id === waits.captureId);
        return { ...waits, text: capture ? textOf(capture.records) : null };
      });
      this.loader.loadPending(items);
    }
  }
  change(changed: Partial<Profile>): void {
    const before = this.profile;
    this.profile = { ...before, ...changed };
    const replaced = before.loading === 'upsert' && before.primaryKey.length > 0;
    const newKey = this.profile.primaryKey.join() !== before.primaryKey.join();
    this.open();
    const resets = replaced && (newKey || this.profile.loading === 'append');
    if (before.nested !== this.profile.nested || resets) this.reset();
  }
  run(step: Step): void {
    switch (step.do) {
      case 'load': {
        const made = this.made(step.captures);
        this.loader.load(made.map(this.item));
        this.captures.push(...made);
        return;
      }
      case 'disk-full': {
        const made = this.made(step.captures);
        const pages = this.db.pragma('page_count', { simple: true }) as number;
        this.db.pragma(`max_page_count = ${pages}`);
        const padded = made.map((one) => ({
          ...this.item(one),
          text: textOf(one.records).replace('{', `{"pad":"${'x'.repeat(200_000)}",`),
        }));
        assert.throws(() => this.loader.load(padded), /full/);
        this.db.pragma('max_page_count = 1000000');
        this.loader.load(made.map(this.item));
        this.captures.push(...made);
        return;
      }
      case 'reload': {
        const here = this.captures.filter(({ fate }) => fate === 'here');
        const one = here[step.nth % here.length];
        if (one !== undefined) this.loader.reload(this.item(one));
        return;
      }
      case 'expire':
      case 'delete': {
        const here = this.captures.filter(({ fate }) => fate === 'here');
        const one = here[step.nth % here.length];
        if (one !== undefined) one.fate = step.do === 'expire' ? 'expired' : 'deleted';
        return;
      }
      case 'reset':
        return this.reset();
      case 'change':
        return this.change(step.profile);
      case 'crash':
        this.db.close();
        this.db = openSchemaFile(this.path);
        this.open();
    }
  }

  rows(): Map<string, Found> {
    const has = (name: string): boolean =>
      this.db.prepare("SELECT 1 FROM pragma_table_info('data') WHERE name = ?").get(name) !==
      undefined;
    if (!has('token')) return new Map();
    const key = has('__sdc_primary_key') ? '__sdc_primary_key' : 'NULL';
    const rows = this.db
      .prepare<[], { token: string; sequence: bigint; key: string | null }>(
        `SELECT token, _sdc_sequence AS sequence, ${key} AS key FROM data`,
      )
      .safeIntegers()
      .all();
    const once = new Set(rows.map(({ token }) => token));
    assert.equal(rows.length, once.size, 'a record stands in the table twice');
    return new Map(rows.map(({ token, ...found }) => [token, found]));
  }
  rejects(): string[] {
    return this.db
      .prepare<[], string>('SELECT record FROM _sdc_rejected')
      .pluck()
      .all()
      .map((record) => /"token":"(t\d+)"/.exec(record)?.[1] ?? record);
  }

  check(): void {
    const rows = this.rows();
    const rejects = this.rejects();
    assert.equal(rejects.length, new Set(rejects).size, 'a record is rejected twice');
    const inRejects = new Set(rejects);
    const wanted = this.captures.filter(({ fate }) => fate !== 'left out');
    const all = wanted.flatMap(({ records }) => records);
    const missing = all.filter(({ token }) => !rows.has(token) && !inRejects.has(token));
    const both = all.filter(({ token }) => rows.has(token) && inRejects.has(token));
    assert.deepEqual(both, [], 'a record is a row and a reject');
    for (const one of missing) this.checkReplaced(one, all);
    // Nothing is there that was not sent, or that was left out.
    assert.equal(rows.size + rejects.length, all.length - missing.length);
    for (const [token, found] of rows) this.checkSame(token, found);
    this.checkChildren();
    this.checkKeys();
    assert.equal(this.db.pragma('integrity_check', { simple: true }), 'ok');
    this.db.prepare('SELECT * FROM data_unsplit').all();
  }
  /**
   * Only a newer record of the same key takes the place of one. What cannot be loaded again, since its capture
   * expired, does not come back where that newer one is left out later.
   */
  checkReplaced(one: Sent, loadable: readonly Sent[]): void {
    const isGone = this.captures.some(
      ({ fate, records }) => fate === 'expired' && records.includes(one),
    );
    const all = isGone ? this.captures.flatMap(({ records }) => records) : loadable;
    const at = all.indexOf(one);
    const key = /"key":(?:\d|"\w+")|"other":"\w"/g;
    const own: string[] = one.members.match(key) ?? [];
    const newer = all
      .slice(at + 1)
      .some(({ members }) => own.some((part) => members.includes(part)));
    assert.ok(newer, `A record is nowhere: ${JSON.stringify(one)}`);
  }
  /** Its sequence and its generated key stay, however often it is loaded. */
  checkSame(token: string, found: Found): void {
    const first = this.seen.get(token) ?? found;
    assert.equal(found.sequence, first.sequence, `The sequence of ${token} changed.`);
    if (found.key !== null && first.key !== null) {
      assert.equal(found.key, first.key, `The key of ${token} changed.`);
    }
    this.seen.set(token, { ...first, key: first.key ?? found.key });
  }
  checkChildren(): void {
    const children = this.db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'data\\_\\_%' ESCAPE '\\'",
      )
      .pluck()
      .all();
    for (const child of children) {
      const lost = this.db
        .prepare(
          `SELECT count(*) FROM "${child}" WHERE _sdc_sequence NOT IN (SELECT _sdc_sequence FROM data)`,
        )
        .pluck()
        .get();
      assert.equal(lost, 0, `A row of ${child} has no parent.`);
    }
  }
  checkKeys(): void {
    const { primaryKey, loading } = this.profile;
    if (primaryKey.length === 0) return;
    const columns = this.db.pragma('table_info(data)') as { name: string }[];
    if (!primaryKey.every((key) => columns.some(({ name }) => name === key))) return;
    const all = primaryKey.map((key) => `${key} IS NOT NULL`).join(' AND ');
    const twice = `SELECT 1 FROM data WHERE ${all} GROUP BY ${primaryKey.join()} HAVING count(*) > 1`;
    if (loading === 'upsert') assert.deepEqual(this.db.prepare(twice).all(), []);
    const latest = this.db.prepare('SELECT count(*) FROM data_latest').pluck().get();
    const keys = this.db
      .prepare(`SELECT count(*) FROM (SELECT DISTINCT ${primaryKey.join()} FROM data WHERE ${all})`)
      .pluck()
      .get();
    assert.equal(latest, keys);
  }
  [Symbol.dispose](): void {
    this.db.close();
    this.dir[Symbol.dispose]();
  }
}
