import type { Named } from '../actions/expectations/read-file.ts';
import { judge } from '../actions/expectations/judge-files.ts';
import { linesOf } from '../actions/expectations/report-lines.ts';
import { type ReportFiles, writeReports } from '../actions/expectations/write-reports.ts';
import { interruption } from '../actions/answer.ts';
import type { EngineReady } from '../../lib/child-process/private-engine.ts';
import { connect } from '../connection/connection.ts';
import { EXIT } from '../exit-code.ts';
import { printError } from '../print.ts';

/**
 * Judges everything that the engine captured, once the program has ended, and writes the reports.
 *
 * @returns the exit code that it makes
 * @throws BackstitchError EXPECTATION_INVALID, SEARCH_INVALID, and what a report cannot be written for
 */
export async function judged(
  { control, token }: EngineReady,
  named: readonly Named[],
  files: ReportFiles,
): Promise<number> {
  if (named.length === 0) return 0;
  const stop = interruption();
  const engine = connect({ url: control, token });
  const report = await judge(engine, named, { since: 'all', signal: stop.signal });
  await writeReports(report, files);
  // What the program prints is all that standard output holds.
  printError(...linesOf(report));
  return stop.exit() || (report.ok ? 0 : EXIT.no);
}
