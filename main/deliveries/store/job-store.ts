import type { Database } from 'better-sqlite3';
import type { BulkJob } from '../../../preload/contract/deliveries/jobs.ts';
import { conditionOf, type RowFilter } from './delivery-reader.ts';

/** What a job was started with. */
export interface JobInput {
  kind: BulkJob['kind'];
  destinationId?: string | undefined;
  since?: number | undefined;
  state?: string | undefined;
  search?: string | undefined;
}

interface Row {
  id: number;
  kind: BulkJob['kind'];
  input: string;
  state: BulkJob['state'];
  total: number;
  ok: number;
  bad: number;
  created_at: number;
  items_left: number;
}

export type JobStore = ReturnType<typeof openJobStore>;

const SELECT = `SELECT j.*, (SELECT count(*) FROM delivery_job_items i WHERE i.job_id = j.id)
  AS items_left FROM delivery_jobs j`;
const SHOWN = 50;

/** Reads and writes `delivery_jobs` and their items: what is left of the set a job began with. */
export function openJobStore(db: Database) {
  const insert = db.prepare(`
    INSERT INTO delivery_jobs (kind, input, state, total, created_at)
    VALUES (:kind, :input, 'running', 0, :now)`);
  const insertItem = db.prepare<[number, number]>(
    'INSERT INTO delivery_job_items (job_id, item) VALUES (?, ?)',
  );
  const setTotal = db.prepare<[number]>(`
    UPDATE delivery_jobs SET total = (SELECT count(*) FROM delivery_job_items WHERE job_id = id)
     WHERE id = ?`);
  const selectOne = db.prepare<[number], Row>(`${SELECT} WHERE j.id = ?`);
  const selectNewest = db.prepare<[], Row>(`${SELECT} ORDER BY j.id DESC LIMIT ${SHOWN}`);
  const selectRunning = db
    .prepare<[], number>(`SELECT id FROM delivery_jobs WHERE state = 'running' ORDER BY id`)
    .pluck();
  const selectItems = db
    .prepare<[number, number], number>(
      'SELECT item FROM delivery_job_items WHERE job_id = ? ORDER BY item LIMIT ?',
    )
    .pluck();
  const deleteItem = db.prepare<[number, number]>(
    'DELETE FROM delivery_job_items WHERE job_id = ? AND item = ?',
  );
  const add = db.prepare<[number, number, number]>(
    'UPDATE delivery_jobs SET ok = ok + ?, bad = bad + ? WHERE id = ?',
  );
  const setState = db.prepare<[string, number]>('UPDATE delivery_jobs SET state = ? WHERE id = ?');

  return {
    /** Begins a job on deliveries that fulfil any of the filters; call in a transaction. */
    beginOn(input: JobInput, filters: readonly RowFilter[], now: number): number {
      const id = begin(input, now);
      for (const filter of filters) {
        const { where, params } = conditionOf(filter);
        db.prepare<Record<string, string | number>>(
          `INSERT OR IGNORE INTO delivery_job_items (job_id, item)
           SELECT :job_, d.seq FROM deliveries d WHERE TRUE${where}`,
        ).run({ ...params, job_: id });
      }
      setTotal.run(id);
      return id;
    },
    /** Begins a job on these items; call in a transaction. */
    beginWith(input: JobInput, items: readonly number[], now: number): number {
      const id = begin(input, now);
      for (const item of items) insertItem.run(id, item);
      setTotal.run(id);
      return id;
    },
    get(id: number): { job: BulkJob; input: JobInput } | undefined {
      const row = selectOne.get(id);
      return row && { job: toJob(row), input: JSON.parse(row.input) as JobInput };
    },
    /** Newest first. */
    newest: (): BulkJob[] => selectNewest.all().map(toJob),
    running: (): number[] => selectRunning.all(),
    next: (id: number, limit: number): number[] => selectItems.all(id, limit),
    take: (id: number, item: number): void => void deleteItem.run(id, item),
    count: (id: number, ok: number, bad: number): void => void add.run(ok, bad, id),
    setState: (id: number, state: BulkJob['state']): void => void setState.run(state, id),
  };

  function begin(input: JobInput, now: number): number {
    const row = { kind: input.kind, input: JSON.stringify(input), now };
    return Number(insert.run(row).lastInsertRowid);
  }
}

export const jobId = (rowId: number): string => `job${rowId}`;

/** The row id behind a public id; undefined if it is not one. */
export const jobRowId = (id: string): number | undefined =>
  /^job[1-9]\d{0,14}$/.test(id) ? Number(id.slice(3)) : undefined;

function toJob(row: Row): BulkJob {
  return {
    id: jobId(row.id),
    kind: row.kind,
    total: row.total,
    done: row.total - row.items_left,
    ok: row.ok,
    bad: row.bad,
    state: row.state,
    createdAt: row.created_at,
  };
}
