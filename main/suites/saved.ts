import type { Suite, SuiteRun, SuiteSecret } from '../../preload/contract/interchange/suites.ts';
import type { SuiteId, SuiteRunId } from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { newId } from '../lib/new-id.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { CaseRequest, KeptCase } from './case.ts';
import { readFolder, writeFolder } from './folder.ts';
import { isGood } from './judge/judge.ts';
import type { Handled } from './parts.ts';
import type { openSuiteStore } from './store.ts';

interface Parts {
  store: ReturnType<typeof openSuiteStore>;
  groups: Pick<GroupCommit, 'commit'>;
  handled: Handled;
  now: () => number;
}

const AT_MOST = 200;

/** Suites that are kept: made of a run, changed, and taken out and in as folders. */
export function openSaved({ store, groups, handled, now }: Parts) {
  function mustFind(id: SuiteId): Suite {
    const found = store.suite(id);
    if (found !== undefined) return found;
    throw new BackstitchError('SUITE_NOT_FOUND');
  }

  function mustBeFree(name: string, id?: SuiteId): void {
    const found = store.named(name);
    if (found === undefined || found.id === id) return;
    throw new BackstitchError('SUITE_INVALID', `There is already a suite “${found.name}”.`, {
      field: 'name',
    });
  }

  async function add(suite: Omit<Suite, 'id' | 'cases' | 'updatedAt'>, cases: readonly KeptCase[]) {
    if (store.suites().length >= AT_MOST) {
      const message = `There are ${AT_MOST} suites, as many as can be kept.`;
      throw new BackstitchError('SUITE_INVALID', message, { field: 'name' });
    }
    const id = newId('suite_') as SuiteId;
    await groups.commit(() => {
      store.put({ ...suite, id, updatedAt: now() });
      for (const one of cases) store.putCase(id, one);
    });
    return mustFind(id);
  }

  /** The requests of a run: of the captures that are held, and of its suite. */
  async function requestsOf({ source }: SuiteRun) {
    const ofSuite = source.kind === 'suite' ? store.cases(source.id) : [];
    return async (n: number, captureId: CaptureId | null): Promise<CaseRequest | undefined> => {
      const kept = ofSuite.find((one) => one.n === n);
      if (kept !== undefined) return kept.request;
      return captureId === null ? undefined : (await handled.capture(captureId))?.request;
    };
  }

  return {
    mustFind,
    /**
     * What was answered rightly is expected from now on. What was not is kept as wrong: it is expected to be
     * right one day.
     *
     * @throws BackstitchError SUITE_INVALID
     */
    async fromRun(
      run: SuiteRun,
      input: { name: string; runId: SuiteRunId; cases?: number[] | undefined },
    ): Promise<Suite> {
      mustBeFree(input.name);
      if (run.state === 'running') {
        throw new BackstitchError('SUITE_INVALID', 'This run is under way: wait until it ends.');
      }
      if (run.source.kind === 'variants') {
        const hint = 'Run the variants again: they follow what is usual of their event type.';
        throw new BackstitchError('SUITE_INVALID', 'Variants are not kept as a suite.', { hint });
      }
      const requestOf = await requestsOf(run);
      const cases: KeptCase[] = [];
      for (const { n, captureId, name, expected, status } of store.results(run.id, 0, 1000)) {
        if (status === null || input.cases?.includes(n) === false) continue;
        const request = await requestOf(n, captureId);
        const answer = store.answerOf(run.id, n);
        if (request === undefined || answer === undefined) continue;
        const isRight = isGood(status, expected);
        cases.push({
          n: cases.length + 1,
          captureId,
          name,
          request,
          expect: isRight
            ? { good: [String(status)], answer }
            : { good: [...expected], answer: null },
        });
      }
      if (cases.length === 0) {
        const message = 'None of these cases was answered, or their captures are gone.';
        throw new BackstitchError('SUITE_INVALID', message, { field: 'cases' });
      }
      const { body, ignore } = run.options;
      return add({ name: input.name, body, ignore }, cases);
    },
    /** @throws BackstitchError SUITE_NOT_FOUND, SUITE_INVALID where the name is taken */
    async update(input: Pick<Suite, 'id' | 'name' | 'body' | 'ignore'>): Promise<Suite> {
      mustFind(input.id);
      mustBeFree(input.name, input.id);
      await groups.commit(() => store.put({ ...input, updatedAt: now() }));
      return mustFind(input.id);
    },
    async remove({ id }: { id: SuiteId }): Promise<void> {
      mustFind(id);
      await groups.commit(() => store.remove(id));
    },
    secrets(id: SuiteId): SuiteSecret[] {
      mustFind(id);
      return store.cases(id).flatMap(({ n, name, request }) => {
        const proofs = handled.proofHeaders(request.provider);
        const paths = handled.secretPaths(request).filter((path) => isWritten(path, proofs));
        return paths.map((path) => ({ n, name, path }));
      });
    },
    /** @throws BackstitchError SUITE_NOT_FOUND, SUITE_INVALID */
    async export({ id, directory }: { id: SuiteId; directory: string }) {
      const suite = mustFind(id);
      const cases = store.cases(id);
      await writeFolder(directory, { ...suite, cases }, handled.proofHeaders);
      return { directory, cases: cases.length };
    },
    /** @throws BackstitchError SUITE_INVALID, naming the file and the field */
    async import({ directory }: { directory: string }): Promise<Suite> {
      const { name, body, ignore, cases } = await readFolder(directory);
      mustBeFree(name);
      return add({ name, body, ignore }, cases);
    },
  };
}

/** What stays out of the files is no secret of theirs. */
const isWritten = (path: string, proofs: readonly string[]): boolean =>
  !proofs.some((name) => path.toLowerCase() === `header.${name.toLowerCase()}`) &&
  !/^header\.(?:cookie|authorization|proxy-authorization)$/i.test(path);
