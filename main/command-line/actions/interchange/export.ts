import { createWriteStream } from 'node:fs';
import { rm, rename } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type {
  CloudEventsShape,
  Export,
  ExportFormat,
  ExportPreview,
  FixtureRunner,
} from '../../../../preload/contract/interchange/exports.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import type { Connection } from '../../connection/connection.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printBytes, printError } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer, interruption } from '../answer.ts';
import { writeFolder } from './export-folder.ts';
import { searchOf } from '../searched.ts';

export interface ExportArguments extends Where {
  argument: string | undefined;
  search?: string | undefined;
  as?: ExportFormat | undefined;
  /** Absolute; undefined for the standard output. */
  out?: string | undefined;
  /** Name of a profile. */
  redact: string;
  runner?: FixtureRunner | undefined;
  shape?: CloudEventsShape | undefined;
  /** Files that are in the way are replaced, where a folder is written. */
  force: boolean;
  preview: boolean;
  json: boolean;
  quiet: boolean;
}

const BY_ENDING: Readonly<Record<string, ExportFormat>> = {
  '.har': 'har',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.backstitch': 'backstitch',
  '.zip': 'backstitch',
  '.http': 'http',
};

/**
 * Writes what a search finds into a file, or says what would be left out of it.
 *
 * @throws BackstitchError BAD_ARGUMENT, SEARCH_INVALID, EXPORT_FAILED
 */
export const runExport = (args: ExportArguments): Promise<void> =>
  answer(args.json, async () => {
    const { out, redact: redaction, quiet } = args;
    if (args.json && out === undefined && !args.preview) {
      throw bad('--json and the file would be mixed.', 'Name a file with --out.');
    }
    const format = args.as ?? formatOf(out);
    checkOptions(args, format);
    const search = searchOf(args.argument, args.search);
    const engine = await findEngine(args);
    if (args.preview) {
      const input = { search, redaction };
      const preview = (await engine.ask('POST', '/exports/preview', input)) as ExportPreview;
      if (!args.json) printPreview(preview);
      return { ...preview };
    }
    if (redaction.toLowerCase() === 'none' && !quiet) {
      printError('Nothing is left out: tokens, cookies and passwords are in the file.');
    }
    const { runner, shape } = args;
    const input = { search, format, redaction, runner, shape };
    const job = (await engine.ask('POST', '/exports', input)) as Export;
    const stop = interruption();
    const ended = await followed(engine, job, stop.signal);
    if (ended.state === 'canceled')
      return { exit: stop.exit() || EXIT.failed, reason: stop.reason };
    if (ended.state === 'failed') {
      throw new BackstitchError('EXPORT_FAILED', ended.problem ?? undefined);
    }
    try {
      const isFolder = ended.fileName.endsWith('.zip') && format !== 'backstitch';
      if (!isFolder || out?.endsWith('.zip') === true) await save(engine, ended, out);
      else await saveFolder(engine, ended, out, args.force);
    } finally {
      await engine.ask('DELETE', `/exports/${job.id}`);
    }
    const { done, bytes } = ended;
    if (out !== undefined && !quiet && !args.json) {
      printError(`${done} ${done === 1 ? 'capture is' : 'captures are'} in ${out}.`);
    }
    return { captures: done, bytes, ...(out !== undefined && { out }) };
  });

function checkOptions({ runner, shape, out }: ExportArguments, format: ExportFormat): void {
  if (runner !== undefined && format !== 'fixtures') {
    throw bad('--runner is for fixtures.', 'Add --as fixtures, or leave it out.');
  }
  if (shape !== undefined && format !== 'cloudevents') {
    throw bad('--shape is for CloudEvents.', 'Add --as cloudevents, or leave it out.');
  }
  if (format === 'fixtures' && out === undefined) {
    throw bad('Fixtures are a folder.', 'Name one with --out.');
  }
}

/** What needs several files: the one that was asked for where it was named, the others beside it. */
async function saveFolder(
  engine: Connection,
  { id, format }: Export,
  out: string | undefined,
  force: boolean,
): Promise<void> {
  if (out === undefined) {
    throw bad('Some bodies need files beside it.', 'Name a file or a folder with --out.');
  }
  const zip = await engine.bytes(`/exports/${id}/file`);
  const isOneNamed = format === 'http' || format === 'postman';
  writeFolder(zip, isOneNamed ? { file: out } : { folder: out }, force);
}

function formatOf(out: string | undefined): ExportFormat {
  if (out === undefined) return 'ndjson';
  const format = BY_ENDING[extname(out).toLowerCase()];
  if (format !== undefined) return format;
  throw bad(
    `The name ${out} does not say the format.`,
    'Add --as har, ndjson, postman or another format.',
  );
}

/** The export at its end. Ends it where the command is interrupted. */
async function followed(engine: Connection, job: Export, signal: AbortSignal): Promise<Export> {
  const at = `/exports/${job.id}`;
  try {
    for await (const _ of engine.follow(`${at}/live`, signal)) if (signal.aborted) break;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) return (await engine.ask('POST', `${at}/cancel`)) as Export;
  return (await engine.ask('GET', at)) as Export;
}

/** A file is there whole or not at all. */
async function save(engine: Connection, { id }: Export, out: string | undefined): Promise<void> {
  const pieces = engine.pieces(`/exports/${id}/file`);
  if (out === undefined) {
    for await (const piece of pieces) await printBytes(piece);
    return;
  }
  const part = `${out}.part`;
  try {
    // What was captured is for this user alone.
    await pipeline(pieces, createWriteStream(part, { mode: 0o600 }));
    await rename(part, out);
  } catch (cause) {
    await rm(part, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackstitchError('EXPORT_FAILED', `${out} could not be written: ${why}`, { cause });
  }
}

function printPreview({ captures, looked, cut }: ExportPreview): void {
  print(`${captures} captures${looked < captures ? `, of which ${looked} were looked at` : ''}`);
  for (const { rule, place, count, sample } of cut) {
    print(`  ${String(count).padStart(6)}  ${rule}, ${place}  ${sample}`);
  }
}
