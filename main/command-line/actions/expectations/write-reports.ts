import { rename, rm, writeFile } from 'node:fs/promises';
import { bad } from '../../refusals.ts';
import { junitOf } from './junit.ts';
import type { Report } from './report.ts';

/** Files for reports, absolute. */
export interface ReportFiles {
  junit?: string | undefined;
  report?: string | undefined;
}

/**
 * Writes a report to the files that were asked for, each under another name first: a reader sees a whole
 * file or none.
 *
 * @throws BackstitchError BAD_ARGUMENT where a file cannot be written
 */
export async function writeReports(report: Report, files: ReportFiles): Promise<void> {
  if (files.report !== undefined) {
    await writeReport('--report', files.report, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (files.junit !== undefined) await writeReport('--junit', files.junit, junitOf(report));
}

/** @throws BackstitchError BAD_ARGUMENT where the file cannot be written */
export async function writeReport(flag: string, path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => {});
    throw bad(
      `${flag} ${path} cannot be written.`,
      'Name a file in a folder that is there.',
      cause,
    );
  }
}
