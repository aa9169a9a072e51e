import type { Database } from 'better-sqlite3';
import type {
  CheckInput,
  Expectation,
  ExpectationReport,
  ExpectationMistake,
  SavedExpectation,
} from '../../preload/contract/interchange/expectations.ts';
import { durationMs, readPlace } from '../../preload/rules/times.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { check, spanOf } from './check.ts';
import { AssertionMistake, checksOf, pathMistake } from './evaluate/assertions.ts';
import { mistakesIn } from './mistakes.ts';
import type { Captured, Clipped } from './source.ts';
import { openExpectationStore } from './store.ts';
import { createJudging } from './thread.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  captured: Captured;
  clipped: () => Clipped;
  /** A mark of now, in the order of arrival. */
  mark: () => string;
  now: () => number;
}

const HOUR_MS = 3_600_000;
const AT_MOST = 500;

/** Expectations that are kept, and judging by any. Its methods are those of the contract. */
export function openExpectations({ db, groups, captured, clipped, mark, now }: Parts) {
  const store = openExpectationStore(db);
  const parts = { captured, clipped, withThread: createJudging(), now };

  function mustFind(name: string): SavedExpectation {
    const found = store.find(name);
    if (found !== undefined) return found;
    throw new BackstitchError('EXPECTATION_NOT_FOUND', `No expectation is called “${name}”.`);
  }

  /** @throws BackstitchError EXPECTATION_INVALID, SEARCH_INVALID */
  function refuseMistakes(expectation: Expectation): void {
    captured.checkSearch(expectation.search ?? '');
    expectation.order?.forEach((search, at) => {
      try {
        captured.checkSearch(search);
      } catch (error) {
        if (!(error instanceof BackstitchError)) throw error;
        const { code, message, hint } = error;
        const details = { ...(hint !== undefined && { hint }), field: `order.${at}` };
        throw new BackstitchError(code, message, details);
      }
    });
    for (const list of ['each', 'some'] as const) {
      expectation[list]?.forEach((assertion, at) => {
        try {
          checksOf(assertion);
        } catch (cause) {
          if (!(cause instanceof AssertionMistake)) throw cause;
          throw invalid(cause.message, `${list}.${at}.${cause.field}`);
        }
      });
    }
    const { distinct } = expectation;
    const mistake = distinct?.startsWith('$') ? pathMistake(distinct) : undefined;
    if (mistake !== undefined) throw invalid(mistake, 'distinct');
    for (const field of ['within', 'quietFor'] as const) {
      if ((durationMs(expectation[field] ?? '0s') ?? 0) > HOUR_MS) {
        throw invalid(`“${field}” is an hour at most.`, field);
      }
    }
    if (expectation.strict === true && expectation.order === undefined) {
      throw invalid('“strict” goes with “order”.', 'strict');
    }
  }

  /** @throws BackstitchError EXPECTATION_INVALID */
  function placeOf(text: string, start: string | undefined): string | undefined {
    const place = readPlace(text, start, now());
    if (place !== null) return place;
    throw invalid(
      `“${text}” is no time to count from. Write 10m, a time, a capture, a mark, start or all.`,
      'since',
    );
  }

  return {
    /**
     * @param read how each capture is read, where it is not to be judged as it came
     * @throws BackstitchError EXPECTATION_INVALID, EXPECTATION_NOT_FOUND, SEARCH_INVALID
     */
    async check(
      input: CheckInput,
      signal?: AbortSignal,
      read: Captured['read'] = captured.read,
    ): Promise<ExpectationReport> {
      const begin = mark();
      const given = input.name === undefined ? input.expectation : withName(mustFind(input.name));
      const expectation = given ?? {};
      refuseMistakes(expectation);
      const start = placeOf(input.since ?? 'start', begin);
      const since = placeOf(expectation.since ?? 'start', start);
      const judged = { ...parts, captured: { ...captured, read } };
      return check(judged, expectation, spanOf(expectation, since, input), signal);
    },
    list: (): SavedExpectation[] => store.all(),
    /** @throws BackstitchError EXPECTATION_NOT_FOUND */
    get: ({ name }: { name: string }): SavedExpectation => mustFind(name),
    /** @throws BackstitchError EXPECTATION_INVALID, SEARCH_INVALID */
    async save(input: {
      name: string;
      expectation: Expectation;
      replace?: boolean;
    }): Promise<SavedExpectation> {
      const { name: _, $schema: __, ...expectation } = input.expectation;
      refuseMistakes(expectation);
      placeOf(expectation.since ?? 'start', undefined);
      const found = store.find(input.name);
      if (found === undefined && store.count() >= AT_MOST) {
        throw invalid(`There are ${AT_MOST} expectations, as many as can be kept.`, 'name');
      }
      if (found !== undefined && input.replace === false) throw taken(found.name);
      const saved = { name: input.name, expectation, updatedAt: now() };
      await groups.commit(() => store.put(saved));
      return saved;
    },
    /** @throws BackstitchError EXPECTATION_INVALID where the name is taken, EXPECTATION_NOT_FOUND */
    async rename({ name, to }: { name: string; to: string }): Promise<SavedExpectation> {
      const { name: old, expectation } = mustFind(name);
      const other = store.find(to);
      if (other !== undefined && other.name !== old) throw taken(other.name);
      const updatedAt = now();
      await groups.commit(() => store.rename(old, to, updatedAt));
      return { name: to, expectation, updatedAt };
    },
    /** Everything the schema finds; where it finds nothing, the first that only its use would show. */
    mistakes: ({ text }: { text: string }): ExpectationMistake[] =>
      mistakesIn(text, (expectation) => {
        refuseMistakes(expectation);
        placeOf(expectation.since ?? 'start', undefined);
      }),
    /** @throws BackstitchError EXPECTATION_NOT_FOUND */
    async remove({ name }: { name: string }): Promise<void> {
      mustFind(name);
      await groups.commit(() => store.remove(name));
    },
  };
}

const withName = ({ name, expectation }: SavedExpectation): Expectation => ({
  ...expectation,
  name,
});

const taken = (name: string): BackstitchError =>
  invalid(`There is already an expectation “${name}”.`, 'name');

const invalid = (message: string, field: string): BackstitchError =>
  new BackstitchError('EXPECTATION_INVALID', message, { field });
