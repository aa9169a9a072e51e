import type { ExpectationReport } from '../../../../preload/contract/interchange/expectations.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import type { Connection } from '../../connection/connection.ts';
import { type Named, readExpectationFile } from './read-file.ts';
import { type Report, reportOf, type Verdict } from './report.ts';

/** How expectations are judged. */
export interface JudgeHow {
  /** What `start` means in them, and where they count from unless they say so: a place as `since` of a wait. */
  since?: string | undefined;
  /** A length of time such as `10s`, for those that say none. */
  within?: string | undefined;
  /** Ends the waiting: what was not judged until then is told as such. */
  signal?: AbortSignal | undefined;
}

/** So many are waited for at a time. */
const AT_ONCE = 16;

/**
 * Judges the expectations of files against everything captured since a place.
 *
 * @param files absolute paths
 * @throws BackstitchError EXPECTATION_INVALID, SEARCH_INVALID with file, line and column; what the engine
 *   refuses
 */
export async function judgeFiles(
  engine: Connection,
  files: readonly string[],
  how: JudgeHow = {},
): Promise<Report> {
  const named: Named[] = [];
  for (const file of files) named.push(...(await readExpectationFile(file)));
  return judge(engine, named, how);
}

/** As `judgeFiles`, for expectations that were read already. They are waited for side by side. */
export async function judge(
  engine: Connection,
  named: readonly Named[],
  { since, within, signal }: JudgeHow = {},
): Promise<Report> {
  const startedAt = Date.now();
  const { version } = (await engine.ask('GET', '/health')) as { version: string };
  const refused = new AbortController();
  const over = AbortSignal.any([refused.signal, ...(signal === undefined ? [] : [signal])]);
  const verdicts: (Verdict | undefined)[] = named.map(() => undefined);
  const left = [...named.entries()];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined && !over.aborted; one = left.shift()) {
      const [at, { from, expectation }] = one;
      const input = { expectation, since, within };
      try {
        const answer = await engine.ask('POST', '/expectations/check', input, { signal: over });
        verdicts[at] = { from, report: answer as ExpectationReport };
      } catch (error) {
        // What one is refused for, nobody need wait for the others.
        if (!over.aborted) refused.abort(placed(error, named[at]));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, named.length) }, next));
  refused.signal.throwIfAborted();
  const judged = named.map(
    (one, at): Verdict =>
      verdicts[at] ?? { from: one.from, report: undefined, of: one.expectation },
  );
  return reportOf(judged, { startedAt, engine: version });
}

/** A refusal with the place of the file that it is about. */
function placed(error: unknown, named: Named | undefined): unknown {
  if (!(error instanceof BackstitchError) || named?.placeOf === undefined) return error;
  const { code, message, hint, field } = error;
  if (code !== 'EXPECTATION_INVALID' && code !== 'SEARCH_INVALID') return error;
  return new BackstitchError(code, `${named.placeOf(field ?? '')}: ${message}`, {
    ...(hint !== undefined && { hint }),
    ...(field !== undefined && { field }),
    cause: error,
  });
}
