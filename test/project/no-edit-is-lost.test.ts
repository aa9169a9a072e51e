import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { runs } from '../helpers/runs.ts';
import { until } from '../helpers/until.ts';
import { endpointInput, startProject } from './start-project.ts';

const t = await startProject();
afterAll(() => t[Symbol.asyncDispose]());
const { endpoints, project } = t.engine;

const KEYS = ['a', 'b', 'c'] as const;
/** What one side does to one item: leaves it, gives it a path, or deletes it. */
const edit = fc.constantFrom('leave', 'one', 'two', 'delete');
const edits = fc.record({ a: edit, b: edit, c: edit });
type Edits = Record<(typeof KEYS)[number], 'leave' | 'one' | 'two' | 'delete'>;

const START = '/start';
const after = (what: Edits['a'], key: string): string | undefined =>
  what === 'delete' ? undefined : what === 'leave' ? `${START}-${key}` : `/${what}-${key}`;
const here = (key: string): string | undefined =>
  endpoints.list().find(({ name }) => name === key)?.path;
const inFile = (key: string): string | undefined =>
  (t.value() as { endpoints: Record<string, { path: string }> }).endpoints[key]?.path;

/** The file and the engine as they begin: alike. */
async function begin(write: boolean): Promise<void> {
  await project.detach();
  await endpoints.removeMany({ ids: endpoints.list().map(({ id }) => id) });
  t.put({ endpoints: Object.fromEntries(KEYS.map((key) => [key, { path: `${START}-${key}` }])) });
  await t.attach(write);
}

async function editHere(wanted: Edits): Promise<void> {
  for (const key of KEYS) {
    const found = endpoints.list().find(({ name }) => name === key);
    if (found === undefined || wanted[key] === 'leave') continue;
    const path = after(wanted[key], key);
    if (path === undefined) await endpoints.remove({ id: found.id });
    else await endpoints.update({ ...endpointInput(key, path), id: found.id });
  }
}

it('random edits on both sides end equal, in a named conflict, or waiting for a yes: none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(edits, edits, async (file, page) => {
      // Nothing is written until both have edited: else one would follow the other.
      await begin(false);
      await editHere(page);
      const left = KEYS.filter((key) => file[key] !== 'delete');
      t.put({
        endpoints: Object.fromEntries(left.map((key) => [key, { path: after(file[key], key) }])),
      });
      await project.attach({ directory: t.folder, write: true });
      await project.apply({ yes: false, allowHosts: [] });
      const { conflicts, pending, valid } = t.state();
      expect(valid).toBe(true);
      for (const key of KEYS) {
        const [theirs, ours] = [after(file[key], key), after(page[key], key)];
        const named = conflicts.some((one) => one.key === key);
        const waits = pending.some((one) => one.key === key);
        const [fileChanged, pageChanged] = [file[key] !== 'leave', page[key] !== 'leave'];
        const isClash = fileChanged && pageChanged && theirs !== ours;
        expect([key, named]).toEqual([key, isClash]);
        expect([key, waits]).toEqual([key, fileChanged && !pageChanged && theirs === undefined]);
        // Who waits for a person was not overwritten; the others followed who changed.
        const agreed = fileChanged ? theirs : ours;
        const ends = named || waits ? [theirs, ours] : [agreed, agreed];
        expect([key, inFile(key), here(key)]).toEqual([key, ...ends]);
      }
      for (const { kind, key } of conflicts) await project.resolve({ kind, key, keep: 'file' });
      await project.apply({ yes: true, allowHosts: [] });
      for (const key of KEYS) expect([key, here(key)]).toEqual([key, inFile(key)]);
      expect(t.state()).toMatchObject({ conflicts: [], pending: [] });
    }),
    { numRuns: runs(60) },
  );
});

it('edits that come while the file is read and written end equal', async () => {
  await begin(true);
  const jobs = KEYS.flatMap((key) =>
    ['one', 'two', 'one'].map(async (what, at) => {
      const found = endpoints.list().find(({ name }) => name === key);
      if (found !== undefined)
        await endpoints.update({ ...endpointInput(key, `/${what}-${key}-${at}`), id: found.id });
    }),
  );
  await Promise.all(jobs);
  await until(() => KEYS.every((key) => inFile(key) === here(key)));
  expect(t.state()).toMatchObject({ valid: true, conflicts: [] });
});
