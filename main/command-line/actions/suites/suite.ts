import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  Suite,
  SuiteRun,
  SuiteSource,
} from '../../../../preload/contract/interchange/suites.ts';
import {
  type CaseResult,
  SuiteOptions,
} from '../../../../preload/contract/interchange/suite-cases.ts';
import type { SideEffects } from '../../../../preload/contract/apps/functions.ts';
import type { CaptureId } from '../../../../preload/contract/shapes.ts';
import { systemClock } from '../../../lib/clock.ts';
import { readFolder } from '../../../suites/folder.ts';
import { runFolder, secretVariable } from '../../../suites/run-folder.ts';
import type { Connection } from '../../connection/connection.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer, interruption } from '../answer.ts';
import { captureNamed } from '../named-capture.ts';
import { writeReport } from '../expectations/write-reports.ts';
import { isFunction, targetOf } from './handler-of.ts';
import { suiteJunit, suiteLines, type SuiteReport } from './report.ts';

export interface SuiteArguments extends Where {
  /** A folder, or the name of a suite; undefined where a search or a capture is given. */
  suite: string | undefined;
  search?: string | undefined;
  /** A capture, or `latest` with a search. */
  variants?: string | undefined;
  limit: number;
  /** A URL, `intake`, or `function:` with its name. */
  to: string;
  /** Of functions. */
  sideEffects: SideEffects;
  repeat: number;
  concurrency: number;
  timeoutMs: number;
  body: SuiteOptions['body'];
  ignore: readonly string[];
  newId: boolean;
  strict: boolean;
  allowKnown: boolean;
  maxMs?: number | undefined;
  allowHost: readonly string[];
  save?: string | undefined;
  export?: string | undefined;
  junit?: string | undefined;
  quiet: boolean;
  json: boolean;
}

/**
 * Sends a suite, or what a search finds, to a handler, and ends with 0 where its answers hold, with 1 where
 * they do not, with 3 where none came.
 *
 * @throws BackstitchError SUITE_INVALID, SEARCH_INVALID, TARGET_REFUSED, TARGET_NEEDS_ALLOW, NOT_RUNNING
 */
export const runSuite = (args: SuiteArguments): Promise<void> =>
  answer(args.json, async () => {
    const stop = interruption();
    const folder = args.suite === undefined ? undefined : await folderOf(args.suite);
    const report =
      folder === undefined
        ? await inEngine(args, stop.signal)
        : await inFolder(args, folder, stop.signal);
    if (args.junit !== undefined) await writeReport('--junit', args.junit, suiteJunit(report));
    if (!args.json && !args.quiet) print(...suiteLines(report));
    const { exit, reason } =
      stop.exit() === 0 ? endOf(report) : { exit: stop.exit(), reason: stop.reason };
    const { name, url, total, cases } = report;
    return { exit, ...(exit !== 0 && { reason }), suite: name, url, total, items: cases };
  });

function endOf({ cases, total }: SuiteReport): { exit: number; reason: string } {
  if (cases.length > 0 && cases.every(({ verdict }) => verdict === 'unreachable')) {
    return { exit: EXIT.notRunning, reason: 'unreachable' };
  }
  const failed = cases.some(({ fails }) => fails) || cases.length < total;
  return { exit: failed ? EXIT.no : 0, reason: 'failed' };
}

/** The folder that an argument names; undefined where it names a suite that is kept. */
async function folderOf(named: string): Promise<string | undefined> {
  const path = resolve(named);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    if (/[/\\]/.test(named)) throw bad(`There is no folder ${path}.`, '');
    return undefined;
  }
  const holds = await stat(join(path, 'suite.json')).then(
    () => true,
    () => false,
  );
  // A folder that happens to be called as a suite.
  return holds || /[/\\.]/.test(named) ? path : undefined;
}

function optionsOf(args: SuiteArguments): SuiteOptions {
  const { repeat, concurrency, timeoutMs, body, newId, strict, allowKnown, maxMs = null } = args;
  const deliveryId = newId ? 'new' : 'keep';
  const given = { repeat, concurrency, timeoutMs, body, deliveryId, strict, allowKnown, maxMs };
  return SuiteOptions.parse({ ...given, ignore: [...args.ignore] });
}

async function inFolder(
  args: SuiteArguments,
  directory: string,
  signal: AbortSignal,
): Promise<SuiteReport> {
  if (args.to === 'intake' || isFunction(args.to)) {
    throw bad('A folder is run against a URL.', 'Write --to URL, or import the folder as a suite.');
  }
  for (const flag of ['save', 'export'] as const) {
    if (args[flag] !== undefined)
      throw bad(`--${flag} goes with a search.`, 'A folder is kept already.');
  }
  const folder = await readFolder(directory);
  const options = optionsOf(args);
  const { url, results } = await runFolder({
    folder,
    to: args.to,
    options: { ...options, body: folder.body, ignore: [...folder.ignore, ...options.ignore] },
    allowed: args.allowHost,
    secretOf: (provider) => process.env[secretVariable(provider)] || undefined,
    clock: systemClock,
    signal,
  });
  const cases = results.map(({ result }) => result);
  return { name: folder.name, url, total: folder.cases.length, cases };
}

async function inEngine(args: SuiteArguments, signal: AbortSignal): Promise<SuiteReport> {
  if (args.allowHost.length > 0) {
    throw bad(
      '--allow-host goes with a folder.',
      'A running Backstitch asks once, when a replay goes there.',
    );
  }
  const engine = await findEngine(args);
  const started = (await engine.ask('POST', '/suite-runs', {
    source: await sourceOf(engine, args),
    to: await targetOf(engine, args.to, args.sideEffects),
    options: optionsOf(args),
  })) as SuiteRun;
  const run = await ended(engine, started, signal);
  const cases = (await engine.ask('GET', `/suite-runs/${run.id}/cases`)) as CaseResult[];
  if (args.save !== undefined || args.export !== undefined) {
    const input = { name: args.save ?? run.what, runId: run.id };
    const { id } = (await engine.ask('POST', '/suites', input)) as Suite;
    const directory = args.export;
    if (directory !== undefined) await engine.ask('POST', `/suites/${id}/export`, { directory });
  }
  return { name: run.what, url: run.url, total: run.total, cases };
}

async function sourceOf(
  engine: Connection,
  { suite, search, variants, limit }: SuiteArguments,
): Promise<SuiteSource> {
  if (variants !== undefined) {
    return { kind: 'variants', captureId: (await captureNamed(engine, variants)) as CaptureId };
  }
  if (suite === undefined) return { kind: 'search', search: search ?? '', limit };
  const all = (await engine.ask('GET', '/suites')) as Suite[];
  const found = all.find(
    (one) => one.id === suite || one.name.toLowerCase() === suite.toLowerCase(),
  );
  if (found !== undefined) return { kind: 'suite', id: found.id };
  const names = all.map(({ name }) => `“${name}”`).join(', ');
  const there = names === '' ? 'No suite is kept.' : `Kept: ${names}.`;
  throw bad(`There is no suite “${suite}”, and no folder of one.`, there);
}

/** The run once it ended; where `signal` aborts, it is stopped. */
async function ended(
  engine: Connection,
  started: SuiteRun,
  signal: AbortSignal,
): Promise<SuiteRun> {
  const path = `/suite-runs/${started.id}`;
  const ask = async (): Promise<SuiteRun> => (await engine.ask('GET', path)) as SuiteRun;
  try {
    for await (const _ of engine.follow('/suite-runs/live', signal)) {
      const now = await ask();
      if (now.state !== 'running') return now;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) return (await engine.ask('POST', `${path}/cancel`, {})) as SuiteRun;
  return ask();
}
