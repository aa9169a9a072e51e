import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { encodeId, firstIdAt } from '../../../main/captures/capture-id.ts';
import { ndjsonLine } from '../../../main/interchange/formats/ndjson.ts';
import type { Import, ImportId } from '../../../preload/contract/interchange/imports.ts';
import { runs } from '../../helpers/runs.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { until } from '../../helpers/until.ts';
import { portable } from '../sample-portable.ts';
import { imported, uploaded } from './importing.ts';

const t = await startTestEngine();
afterAll(() => t[Symbol.asyncDispose]());
const { imports, captures, system } = t.engine;

const COUNT = 6000;
/** 20,000 in a long run. */
const MANY = Math.ceil(runs(20_000) / 10) * 10;
const FROM = Date.UTC(2024, 3, 1);
const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) => {
    const receivedAt = FROM + n;
    return ndjsonLine(portable({ id: encodeId(firstIdAt(receivedAt)), receivedAt }));
  }).join('');

it('an import tells how far it is, and one that is canceled keeps what it added, to be undone whole', async () => {
  const text = `${lines(COUNT)}{"no":"capture"}\n`;
  const { id, file, progress } = await uploaded(t.engine, text);
  expect([file?.entries, file?.problemCount, progress]).toEqual([COUNT, 1, null]);
  const steps: Import[] = [];
  const following = (async () => {
    for await (const step of imports.live({ id })) {
      steps.push(step);
      if ((step.progress?.added ?? 0) > 0) await imports.cancel({ id });
    }
  })();
  const done = await imports.apply({ id, duplicates: 'skip' });
  await following;
  expect(done).toMatchObject({ canceled: true, skipped: 0, problems: 0 });
  expect(done.imported).toBeGreaterThan(0);
  expect(done.imported).toBeLessThan(COUNT);

  const running = steps.flatMap((step) => step.progress ?? []);
  const bytes = Buffer.byteLength(text);
  expect(running.length).toBeGreaterThan(0);
  for (const now of running) {
    expect(now.bytes).toBe(bytes);
    expect(now.bytesRead).toBeGreaterThan(0);
    expect(now.bytesRead).toBeLessThanOrEqual(bytes);
    expect(now.entries).toBeGreaterThanOrEqual(now.added);
  }
  // One import, with as many as it says; nothing more is running.
  expect([steps[0]?.state, steps.at(-1)?.state]).toEqual(['read', 'applied']);
  expect(imports.get({ id })).toMatchObject({ captures: done.imported, progress: null });
  expect(await imports.cancel({ id })).toMatchObject({ state: 'applied' });
  expect(system.status().held).toBe(done.imported);
  expect(await imports.undo({ id })).toEqual({ removed: done.imported });
  expect((await captures.list({ search: '', limit: 1 })).items).toEqual([]);

  // The same file can be imported whole afterwards, and then its stream is at its end at once.
  const whole = await imported(t.engine, lines(100));
  expect(whole).toMatchObject({ imported: 100, canceled: false });
  const ended = await Array.fromAsync(imports.live({ id: whole.id }));
  expect(ended.map(({ state, progress: now }) => [state, now])).toEqual([['applied', null]]);
  await imports.undo({ id: whole.id });
});

it('identical entries cost each as much as the first ones do, with the same ids or none', async () => {
  const same = ndjsonLine(portable({ id: encodeId(firstIdAt(FROM)), receivedAt: FROM }));
  const har = JSON.stringify({
    startedDateTime: new Date(FROM).toISOString(),
    request: { method: 'POST', url: 'http://a.example/x', headers: [], postData: { text: 'x' } },
    response: { status: 200, headers: [], content: {} },
  });
  const files = {
    ours: (count: number) => same.repeat(count),
    foreign: (count: number) => `{"log":{"entries":[${Array(count).fill(har).join(',')}]}}`,
  };
  for (const fileOf of Object.values(files)) {
    const took: number[] = [];
    for (const count of [MANY / 10, MANY]) {
      const { id } = await uploaded(t.engine, fileOf(count));
      // Time of this thread alone: others use the machine, too.
      const before = process.cpuUsage();
      expect(await imports.apply({ id, duplicates: 'skip' })).toMatchObject({ imported: count });
      const { user } = process.cpuUsage(before);
      took.push(user / count);
      expect(await imports.undo({ id })).toEqual({ removed: count });
    }
    const [few = 0, many = 0] = took;
    // What is quadratic would be ten times as slow for each.
    expect(many / few).toBeLessThan(3);
  }
});

/** Lines that come once they are asked for, as a slow sender has them. */
function slowly(text: string): { file: Blob; go: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const file = new Blob([text]);
  const half = Math.floor(text.length / 2);
  file.stream = () =>
    new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(text.slice(0, half)));
        await promise;
        controller.enqueue(new TextEncoder().encode(text.slice(half)));
        controller.close();
      },
    });
  return { file, go: resolve };
}

it('a file tells how far it is from its first byte on, and stops while it comes and while it is read', async () => {
  const text = lines(COUNT);
  const transfer = join(t.dataDir, 'transfer');
  const left = (): string[] => (existsSync(transfer) ? readdirSync(transfer) : []);
  const before = left();
  const id = randomUUID() as ImportId;
  const { file, go } = slowly(text);
  const reading = imports.upload({ file, name: 'slow.ndjson', id });
  await expect(imports.upload({ file, name: 'x', id })).rejects.toThrow('this id');
  const steps: Import[] = [];
  for await (const step of imports.live({ id })) {
    steps.push(step);
    if (step.state === 'receiving' && (step.progress?.bytesRead ?? 0) > 0) go();
    if (step.state === 'read') break;
  }
  expect((await reading).file?.entries).toBe(COUNT);
  const bytes = Buffer.byteLength(text);
  expect(steps[0]).toMatchObject({
    state: 'receiving',
    format: null,
    name: 'slow.ndjson',
    file: null,
  });
  const looked = steps.filter(({ state }) => state === 'reading');
  expect(looked.length).toBeGreaterThan(0);
  for (const { progress } of looked) expect(progress).toMatchObject({ bytes, added: 0 });
  await imports.remove({ id });

  // While it comes: its sender says nothing more, and nobody waits for that.
  const silent = slowly(text);
  const first = randomUUID() as ImportId;
  const stopped = imports.upload({ file: silent.file, name: 'silent', id: first }).catch(codeOf);
  await until(() => imports.get({ id: first }).progress?.bytesRead, 'nothing came');
  expect(imports.list().map((one) => one.id)).toContain(first);
  expect(await imports.cancel({ id: first })).toMatchObject({ state: 'receiving' });
  expect(await stopped).toBe('IMPORT_STOPPED');

  // While it is looked through, by who asked going away, too.
  for (const by of ['cancel', 'signal']) {
    const second = randomUUID() as ImportId;
    const gone = new AbortController();
    const input = { file: new Blob([text]), name: 'many', id: second };
    const given = imports.upload(input, gone.signal).catch(codeOf);
    for await (const { state } of imports.live({ id: second })) {
      if (state !== 'reading') continue;
      if (by === 'cancel') await imports.cancel({ id: second });
      else gone.abort();
    }
    expect(await given).toBe('IMPORT_STOPPED');
    expect(() => imports.get({ id: second })).toThrow('no such import');
  }
  expect(left()).toEqual(before);
  expect(system.status().held).toBe(0);
});

const codeOf = (error: unknown): unknown => Reflect.get(error as object, 'code');
