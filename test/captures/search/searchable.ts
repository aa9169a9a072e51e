import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Arrival } from '../../../main/captures/arrival.ts';
import { firstIdAt } from '../../../main/captures/capture-id.ts';
import { openSearch, type Search } from '../../../main/captures/search/search.ts';
import type { Elsewhere } from '../../../main/captures/search/away/away.ts';
import { startNodeProcess } from '../../../main/lib/child-process/start-node-process.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { createGroupCommit } from '../../../main/store/group-commit.ts';
import { openStore } from '../../helpers/empty-store.ts';
import { captureWriter } from '../../helpers/seeds/write-capture.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

/** Friday 20 November 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 20, 12);

export interface Sample {
  receivedAt?: number;
  method?: string;
  target?: string;
  headers?: [string, string][];
  body?: string | Buffer;
  bodyFile?: string;
  status?: number | null;
  endpoint?: string;
  note?: string;
  pinned?: boolean;
  reason?: string;
  failure?: Arrival['failure'];
  cut?: boolean;
  viaTunnel?: boolean;
  replayOf?: number;
}

/** A real database with a search on it. Captures are added as the engine keeps them. */
export class Searchable {
  readonly #dir = tempDir();
  readonly path = this.#dir.path;
  readonly db: Database = openStore(this.path);
  readonly problems: { message: string; error: unknown }[] = [];
  readonly #writer = captureWriter(this.db);
  readonly store = this.#writer.store;
  search: Search;
  readonly #elsewhere: Elsewhere | undefined;
  #count = 0;

  /** @param atOnce more captures than these are searched in a process; by default all are here. */
  constructor(atOnce?: number) {
    if (atOnce !== undefined) {
      this.#elsewhere = { startProcess: startNodeProcess, dataDir: this.path, atOnce };
    }
    this.search = this.open();
  }

  open(): Search {
    const log = (message: string, error: unknown): void => {
      this.problems.push({ message, error });
    };
    return openSearch({
      db: this.db,
      groups: createGroupCommit(this.db, {
        onFailure: (error) => log('commit', error),
        onSuccess: () => {},
      }),
      clock: systemClock,
      bodyPath: (file) => join(this.path, file),
      idle: () => true,
      log,
      offsetMinutes: () => 0,
      ...(this.#elsewhere && { elsewhere: this.#elsewhere }),
    });
  }

  async reopen(): Promise<void> {
    await this.search[Symbol.asyncDispose]();
    this.search = this.open();
  }

  /** Keeps a capture and gives its row id. They arrive a second apart if no time is given. */
  add(sample: Sample): number {
    const body = Buffer.from(sample.body ?? '');
    const receivedAt = sample.receivedAt ?? NOON + this.#count * 1000;
    const id = firstIdAt(receivedAt) + this.#count;
    this.#count += 1;
    this.#writer.write({
      id,
      receivedAt,
      method: sample.method ?? 'POST',
      target: sample.target ?? '/',
      httpVersion: '1.1',
      headers: sample.headers ?? [],
      trailers: [],
      remoteAddress: '127.0.0.1',
      remotePort: 1,
      reportedClient: null,
      viaTunnel: sample.viaTunnel ?? false,
      replayOf: sample.replayOf ?? null,
      declaredBytes: null,
      body: sample.bodyFile
        ? { kind: 'file', file: sample.bodyFile, sizeBytes: 1, sha256: null }
        : { kind: 'memory', bytes: body, sizeBytes: body.length, sha256: null },
      cut: sample.cut ?? false,
      failure: sample.failure ?? null,
    });
    this.db
      .prepare(
        `UPDATE captures SET status = :status, endpoint_id = :endpoint, endpoint_name = :endpoint,
                             note = :note, pinned = :pinned, reason = :reason WHERE id = :id`,
      )
      .run({
        id,
        status: sample.status === undefined ? 200 : sample.status,
        endpoint: sample.endpoint ?? 'inbox',
        note: sample.note ?? '',
        pinned: sample.pinned ? 1 : 0,
        reason: sample.reason ?? null,
      });
    this.search.wake();
    return id;
  }

  addJson(value: unknown, sample: Sample = {}): number {
    return this.add({
      ...sample,
      headers: [['Content-Type', 'application/json'], ...(sample.headers ?? [])],
      body: JSON.stringify(value),
    });
  }

  /** Row ids a search finds, newest first, with the index caught up. Problems are not expected. */
  async find(text: string, limit = 1000, before?: number): Promise<number[]> {
    await this.search.catchUp(10_000);
    const prepared = this.search.prepare(text, NOON);
    if (prepared.problems.length > 0) throw new Error(JSON.stringify(prepared.problems));
    return this.search.ids(prepared, { limit, ...(before !== undefined && { before }) });
  }

  /** As `find`, by the condition other statements use. */
  findByCondition(text: string): number[] {
    const { where, params } = this.search.prepare(text, NOON);
    return this.store.page({ where, params }, 1000, Number.MAX_SAFE_INTEGER).map((row) => row.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.search[Symbol.asyncDispose]();
    this.db.close();
    this.#dir[Symbol.dispose]();
  }
}
