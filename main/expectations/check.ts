import type {
  CheckInput,
  Expectation,
  ExpectationReport,
  ExpectationTest,
  Near,
} from '../../preload/contract/interchange/expectations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { durationMs } from '../../preload/rules/times.ts';
import { wantedBy } from './evaluate/assertions.ts';
import { judgeOf } from './evaluate/judge.ts';
import { boundsOf } from './evaluate/needs.ts';
import { createTally } from './evaluate/tally.ts';
import { report, type Results } from './report.ts';
import type { Captured, Clipped } from './source.ts';
import type { createJudging } from './thread.ts';

/** More are not judged: the search is too wide then. */
const MOST = 10_000;
/** The judging thread is thrown away so long after `within`, or after it was ready; later by so much for each capture. */
const GRACE_MS = 5000;
const GRACE_EACH_MS = 20;
const WITHIN_MS = 10_000;
const REPORTED = 100;

interface Parts {
  captured: Captured;
  clipped: () => Clipped;
  withThread: ReturnType<typeof createJudging>;
  now: () => number;
}

/** When an expectation counts from, and how long it waits. */
export interface Span {
  /** A place in the order of arrival; undefined for everything. */
  since: string | undefined;
  withinMs: number;
}

/** @param since that of the expectation, made a place */
export function spanOf(
  expectation: Expectation,
  since: string | undefined,
  { within, now }: Pick<CheckInput, 'within' | 'now'>,
): Span {
  const own = expectation.within ?? within;
  const withinMs = own === undefined ? WITHIN_MS : (durationMs(own) ?? WITHIN_MS);
  return { since, withinMs: now ? 0 : withinMs };
}

/**
 * Waits for captures as an expectation says, then judges once what is there.
 *
 * @throws BackstitchError SEARCH_INVALID; the reason of `signal`
 */
export async function check(
  { captured, clipped, withThread, now }: Parts,
  expectation: Expectation,
  { since, withinMs }: Span,
  signal: AbortSignal | undefined,
): Promise<ExpectationReport> {
  const startedAt = now();
  const began = performance.now();
  const end = began + withinMs;
  const search = expectation.search ?? '';
  const isQuiet = await waitFor(captured, expectation, { search, since, end }, signal);
  const found = await captured.found(search, since, MOST + 1);
  const ids = found.slice(0, MOST);
  const results: Results = {
    expectation,
    ids,
    isTooMany: found.length > MOST,
    isQuiet,
    order: await ordered(captured, expectation, ids, since),
    judged: await judgeAll({ captured, withThread }, expectation, ids, end, signal),
    durationMs: 0,
  };
  signal?.throwIfAborted();
  results.durationMs = performance.now() - began;
  const { min } = boundsOf(expectation.count ?? { min: 1 });
  const misses = ids.length < min ? await captured.near(search, since) : [];
  const words = clipped();
  const tests: ExpectationTest[] = report(results, words);
  return {
    name: expectation.name ?? (search === '' ? 'captures' : search),
    ok: tests.every(({ ok }) => ok),
    startedAt,
    durationMs: Math.round(performance.now() - began),
    captures: ids.length,
    captureIds: ids.slice(0, REPORTED),
    tests,
    near: [...nearOf(misses, words), ...someNear(results, words)],
  };

  function nearOf(found: { id: CaptureId; lacks: string[] }[], cut: Clipped): Near[] {
    return found.map(({ id, lacks }) => ({ captureId: id, what: captured.brief(id, cut), lacks }));
  }
  /** Those of which most of `some` held, where it held of none. */
  function someNear({ judged }: Results, cut: Clipped): Near[] {
    if ((expectation.some ?? []).length === 0 || judged.tally.isSomeMet()) return [];
    return judged.tally.nearest().map(({ id, failures }) => ({
      captureId: id,
      what: captured.brief(id, cut),
      lacks: failures.map(({ at, failure }) => {
        const { name = '', words = '', place } = judged.some[at] ?? {};
        const wanted = place === undefined ? words : cut.text(words, place);
        return `${name} ${wanted}: found ${cut.text(failure.found, failure.place)}`;
      }),
    }));
  }
}

interface Waiting {
  search: string;
  since: string | undefined;
  /** Monotonic ms. */
  end: number;
}

/** @returns whether nothing more came for as long as `quietFor` says */
async function waitFor(
  captured: Captured,
  expectation: Expectation,
  { search, since, end }: Waiting,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const left = (): number => Math.max(0, end - performance.now());
  const { min, max } = boundsOf(expectation.count ?? { min: 1 });
  const quietForMs = durationMs(expectation.quietFor ?? '0ms') ?? 0;
  const counted = await captured.watch(
    // That few come is known at the end only.
    { search, since, least: min === 0 ? Infinity : min, most: max, quietForMs, timeoutMs: left() },
    signal,
  );
  const assertions = [...(expectation.each ?? []), ...(expectation.some ?? [])];
  if (assertions.some((one) => 'reply' in one)) {
    const least = counted.count;
    const rest = { search, since, least, most: Infinity, quietForMs: 0, settled: true };
    if (least > 0) await captured.watch({ ...rest, timeoutMs: left() }, signal);
  }
  const named = assertions.flatMap((one) => ('delivered' in one ? [one.delivered] : []));
  if (named.length > 0) {
    const ids = await captured.found(search, since, MOST);
    await captured.delivered(ids, named, left(), signal);
  }
  return counted.isQuiet;
}

async function ordered(
  captured: Captured,
  { order }: Expectation,
  ids: readonly CaptureId[],
  since: string | undefined,
): Promise<ReadonlySet<CaptureId>[]> {
  const known = new Set(ids);
  const sets: ReadonlySet<CaptureId>[] = [];
  for (const search of order ?? []) {
    // A step of the order is one of what `search` finds.
    const found = await captured.found(search, since, MOST * 10);
    sets.push(new Set(found.filter((id) => known.has(id))));
  }
  return sets;
}

/** Judges each capture; those that could not be judged in time are counted. */
async function judgeAll(
  { captured, withThread }: Pick<Parts, 'captured' | 'withThread'>,
  expectation: Expectation,
  ids: readonly CaptureId[],
  end: number,
  signal: AbortSignal | undefined,
): Promise<Results['judged']> {
  const { each = [], some = [], distinct } = expectation;
  const checks = judgeOf(expectation);
  const tally = createTally(checks.each.length, checks.some.length);
  const judged = { each: checks.each, some: checks.some, tally, missed: 0 };
  if (each.length + some.length === 0 && distinct === undefined) return judged;
  const wanted = wantedBy([...each, ...some]);
  const needed = { ...wanted, body: wanted.body || distinct?.startsWith('$') === true };
  await withThread(expectation, async (judging) => {
    const leave = (): void => judging[Symbol.dispose]();
    signal?.addEventListener('abort', leave, { once: true });
    let timer: NodeJS.Timeout | undefined;
    try {
      await judging.ready;
      // From here on it is the thread's own time.
      const limit = Math.max(end, performance.now()) + GRACE_MS + GRACE_EACH_MS * ids.length;
      timer = setTimeout(leave, limit - performance.now());
      for (const id of ids) {
        const subject = await captured.read(id, needed);
        // Deleted since it was found.
        if (subject === undefined) continue;
        const one = await judging.judge(subject);
        if (one === undefined) judged.missed += 1;
        else tally.add(one);
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    }
  });
  return judged;
}
