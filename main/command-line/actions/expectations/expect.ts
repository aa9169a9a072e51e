import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer, interruption } from '../answer.ts';
import type { SincePlace } from '../times.ts';
import { judge } from './judge-files.ts';
import { type Named, readExpectationFile } from './read-file.ts';
import { linesOf } from './report-lines.ts';
import { expectationOf, hasShortForms, type ShortForms } from './short-forms.ts';
import { type ReportFiles, writeReports } from './write-reports.ts';

export interface ExpectArguments extends Where, ShortForms, ReportFiles {
  /** Undefined where none is given. */
  search: string | undefined;
  /** Absolute. */
  file: readonly string[];
  within?: string | undefined;
  since: SincePlace;
  asJson: boolean;
  quiet: boolean;
}

/**
 * Judges captures by files of expectations, or by what the command line says, and ends with 0 or 1.
 *
 * @throws BackstitchError EXPECTATION_INVALID, SEARCH_INVALID, BAD_ARGUMENT, NOT_RUNNING
 */
export const runExpect = (args: ExpectArguments): Promise<void> =>
  answer(args.asJson, async () => {
    const named = await namedBy(args);
    const engine = await findEngine(args);
    const stop = interruption();
    const since = args.since ?? 'all';
    const how = { since, within: args.within, signal: stop.signal };
    const report = await judge(engine, named, how);
    // Also when it failed, or was interrupted: a report says which.
    await writeReports(report, args);
    if (!args.asJson && !args.quiet) print(...linesOf(report));
    const exit = stop.exit() || (report.ok ? 0 : EXIT.no);
    const reason = stop.exit() === 0 ? 'failed' : stop.reason;
    return { exit, ...(exit !== 0 && { reason }), items: report.suites };
  });

async function namedBy({ search, file, ...given }: ExpectArguments): Promise<Named[]> {
  const named: Named[] = [];
  for (const path of file) named.push(...(await readExpectationFile(path)));
  if (search !== undefined || hasShortForms(given)) {
    const expectation = await expectationOf(search ?? '', given);
    named.push({ from: 'command line', expectation });
  }
  if (named.length > 0) return named;
  throw bad(
    'Nothing is expected.',
    'Name a file with --file, or write a search, such as backstitch expect event:invoice.paid.',
  );
}
