import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { bareEnvironment } from '../../main/lib/child-process/bare-environment.ts';
import { openCaller, ProcessGone } from '../../main/lib/child-process/caller.ts';
import { openKillable } from '../../main/lib/child-process/killable.ts';
import type { StartProcess } from '../../main/lib/child-process/own-process.ts';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { runs } from '../helpers/runs.ts';

interface Order {
  kind: 'count' | 'for ever';
  file: string;
}

const order = {
  name: 'writing',
  entry: new URL('./writing-child.ts', import.meta.url),
  environment: 'none',
} as const;
const begin = () => openCaller<Order, number>(startNodeProcess, order, 'it ended by itself');

// Four kills at each of ten moments in a long run, one or two in others; each somewhere in a transaction that never ends. More of them meet
// the same states, and each costs the start of a process: what differs is where SQLite was.
const TIMES = runs(40);
const AT_ONCE = 4;

describe('a process of ours', () => {
  it('is ended in the middle of a transaction again and again, and only that call fails', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'a.sqlite');
    let left = TIMES;
    const failures = new Map<string, number>();
    const lane = async (at: number): Promise<void> => {
      const own = join(dir.path, `${at}.sqlite`);
      while (left > 0) {
        left -= 1;
        const child = begin();
        const endless = child.call({ kind: 'for ever', file: own });
        await child.ready;
        // The order was there before it was ready: from here on it opens, begins, writes.
        setTimeout(() => child.kill('killed'), left % 10);
        const message = await endless.catch((error: unknown) => String(error));
        failures.set(String(message), (failures.get(String(message)) ?? 0) + 1);
        await child.ended;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => lane(at)));
    expect([...failures]).toEqual([['Error: killed', TIMES]]);
    const after = begin();
    expect(await after.call({ kind: 'count', file })).toBe(1);
    for (let at = 0; at < AT_ONCE; at += 1) {
      const own = join(dir.path, `${at}.sqlite`);
      // Nothing of what was under way; the lock is free.
      expect(await after.call({ kind: 'count', file: own })).toBe(1);
      const db = new SqliteDatabase(own, { readonly: true });
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
    }
    after.kill('');
    await after.ended;
  }, 300_000);

  it('gets none of our variables but for what it starts with', () => {
    const before = process.env['BACKSTITCH_TOKEN'];
    process.env['BACKSTITCH_TOKEN'] = 'needle';
    try {
      const names = Object.keys(bareEnvironment());
      expect(names.filter((name) => !/^(SystemRoot|NODE_COMPILE_CACHE)$/.test(name))).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['BACKSTITCH_TOKEN'];
      else process.env['BACKSTITCH_TOKEN'] = before;
    }
  });

  it('that ends by itself tells all who wait, and those who ask later', async () => {
    const child = openCaller(
      startNodeProcess,
      { ...order, entry: new URL('./no-such-file.ts', import.meta.url) },
      'it ended by itself',
    );
    await expect(child.call(1)).rejects.toThrow('it ended by itself');
    await child.ended;
    await expect(child.call(2)).rejects.toBeInstanceOf(ProcessGone);
  });

  it('fails with words and code of the other side, and goes on', async () => {
    using dir = tempDir();
    const child = begin();
    const nowhere = child.call({ kind: 'count', file: join(dir.path, 'none/a.sqlite') });
    await expect(nowhere).rejects.toThrow('directory does not exist');
    expect(await child.call({ kind: 'count', file: join(dir.path, 'a.sqlite') })).toBe(1);
    child.kill('');
    await child.ended;
  });

  it('takes no more calls at once than allowed, and the next is served when one is given up', async () => {
    using dir = tempDir();
    const options = { idle: 1, most: 1, lost: '' };
    let started = 0;
    const counting: StartProcess = (...of) => {
      started += 1;
      return startNodeProcess(...of);
    };
    await using pool = openKillable<Order, number>(counting, order, options);
    const stop = new AbortController();
    const endless = pool.call({ kind: 'for ever', file: join(dir.path, 'a.sqlite') }, stop.signal);
    const never = new AbortController().signal;
    const tired = new AbortController();
    const begun: string[] = [];
    const count = (name: string, signal: AbortSignal): Promise<number> =>
      pool.call({ kind: 'count', file: join(dir.path, name) }, signal, () => begun.push(name));
    const gone = count('b.sqlite', tired.signal);
    const next = [count('c.sqlite', never), count('d.sqlite', never)];
    tired.abort('no longer wanted');
    await expect(gone).rejects.toThrow('no longer wanted');
    // All of one moment wait, and whoever waits has all of its time yet.
    expect([begun, started]).toEqual([[], 1]);
    stop.abort('given up');
    await expect(endless).rejects.toThrow('given up');
    expect(await Promise.all(next)).toEqual([1, 1]);
    expect([begun, started]).toEqual([['c.sqlite', 'd.sqlite'], 2]);
  });
});
