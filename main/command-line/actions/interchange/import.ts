import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import type {
  Import,
  ImportEntry,
  Imported,
  ImportFormat,
} from '../../../../preload/contract/interchange/imports.ts';
import type { Connection } from '../../connection/connection.ts';
import { dataDirOf, findEngine, type Where } from '../../connection/find-engine.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printError } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer, interruption } from '../answer.ts';
import { queryOf } from '../searched.ts';
import { followImport, tellProgress } from './import-progress.ts';

export interface ImportArguments extends Where {
  /** `-` for the standard input; undefined where an import is undone. */
  path: string | undefined;
  /** Id of an import. */
  undo?: string | undefined;
  as?: 'app' | ImportFormat | undefined;
  endpoint?: string | undefined;
  dryRun: boolean;
  forceDuplicates: boolean;
  json: boolean;
  quiet: boolean;
}

/** The files by which the folder of an app is known. */
const OF_APP = /(?:^|\/)(?:stitch|config|realm_config|root_config)\.json$/;
/** Where a zip has its table of contents. */
const TAIL_BYTES = 4 * 1024 * 1024;

/**
 * Imports captures into the engine that runs; the folder or zip of an app into the data folder, as before.
 *
 * @throws BackstitchError BAD_ARGUMENT, IMPORT_INVALID, and what the import of an app throws
 */
export async function runImport(args: ImportArguments): Promise<void> {
  if (args.undo !== undefined) {
    if (args.path === undefined) return undo(args, args.undo);
    throw bad('--undo takes back an import, and a path begins one.', 'Leave one of them out.');
  }
  if (args.path === undefined) {
    throw bad(
      'Nothing is named to import.',
      'Name a file, the folder of an app, or - for standard input.',
    );
  }
  const path = args.path === '-' ? '-' : resolve(args.path);
  if (!(await isApp(path, args.as))) return importCaptures({ ...args, path });
  const apps = await import('../apps/apps.ts');
  const options: [string, boolean][] = [
    ['--endpoint', args.endpoint !== undefined],
    ['--dry-run', args.dryRun],
    ['--force-duplicates', args.forceDuplicates],
    ['--url', args.url !== undefined],
  ];
  const given = options.find(([, isGiven]) => isGiven);
  if (given !== undefined) throw bad(`${given[0]} is for captures, and ${path} is an app.`, '');
  if (!args.json && !args.quiet) printError(`Importing the app in ${path}.`);
  await apps.runImport({ directory: path, dataDir: dataDirOf(args), json: args.json });
}

async function isApp(path: string, as: ImportArguments['as']): Promise<boolean> {
  if (as !== undefined || path === '-') return as === 'app';
  const found = await stat(path).catch((cause: unknown) => {
    throw bad(
      `${path} does not exist.`,
      'Name a file, the folder of an app, or - for standard input.',
      cause,
    );
  });
  if (found.isDirectory()) return !(await holdsFixtures(path));
  return found.isFile() && isZipOfApp(path);
}

/** An export of fixtures lies in folders below its `index.json`; one of them alone has its `request.json`. */
async function holdsFixtures(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  const isApp = names.some((name) => OF_APP.test(name));
  return !isApp && (names.includes('request.json') || names.includes('index.json'));
}

/** A zip ends with the names of what is in it. */
async function isZipOfApp(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const read = async (at: number, length: number): Promise<string> =>
    (await file.read(Buffer.alloc(length), 0, length, at)).buffer.toString('latin1');
  if ((await read(0, Math.min(4, size))) !== 'PK\u0003\u0004') return false;
  const length = Math.min(TAIL_BYTES, size);
  const [, ...entries] = (await read(size - length, length)).split('PK\u0001\u0002');
  const names = entries.map((entry) => {
    const bytes = Buffer.from(entry, 'latin1');
    return bytes.length < 42 ? '' : bytes.toString('utf8', 42, 42 + bytes.readUInt16LE(24));
  });
  const isOfCaptures = names.some((name) => /^captures\.ndjson$|(?:^|\/)request\.json$/.test(name));
  return !isOfCaptures && names.some((name) => OF_APP.test(name));
}

type Named = ImportArguments & { path: string };

const importCaptures = (args: Named): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const endpoint = args.endpoint === undefined ? undefined : await named(engine, args.endpoint);
    const isSilent = args.quiet || args.json;
    const stop = interruption();
    const read = await readIn(engine, args, { isSilent, signal: stop.signal });
    if (read === undefined) {
      if (!isSilent) printError('Stopped before anything was imported.');
      return { exit: stop.exit() || EXIT.failed, reason: stop.reason };
    }
    const { id, format, name, file } = read;
    if (!isSilent) tell(read);
    if (args.dryRun) {
      await engine.ask('DELETE', `/imports/${id}`);
      if (!args.json) for (const entry of file?.first ?? []) print(lineOf(entry));
      return { format, name, ...file };
    }
    const input = {
      duplicates: args.forceDuplicates ? 'again' : 'skip',
      ...(endpoint !== undefined && { endpointId: endpoint.id }),
    };
    const done = await applied(engine, read, input, { isSilent, signal: stop.signal });
    if (!isSilent) printError(...summaryOf(done, id));
    const ended = { id, format, name, ...done };
    return done.canceled
      ? { exit: stop.exit() || EXIT.failed, reason: stop.reason, ...ended }
      : ended;
  });

/** Adds what was read and tells how far it is. Where the command is interrupted, what was added until then stays. */
async function applied(
  engine: Connection,
  read: Import,
  input: object,
  { isSilent, signal }: { isSilent: boolean; signal: AbortSignal },
): Promise<Imported> {
  const at = `/imports/${read.id}`;
  const cancel = (): void => {
    // Where the engine is gone, the call that it answers says so.
    engine.ask('POST', `${at}/cancel`).catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  const over = new AbortController();
  const told = isSilent
    ? undefined
    : tellProgress(followImport(engine, read.id, over.signal), read);
  try {
    return (await engine.ask('POST', `${at}/apply`, input)) as Imported;
  } finally {
    over.abort();
    await told;
  }
}

/** Takes back what an import added. */
const undo = (args: ImportArguments, id: string): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const at = `/imports/${encodeURIComponent(id)}`;
    const { removed } = (await engine.ask('POST', `${at}/undo`)) as { removed: number };
    await engine.ask('DELETE', at);
    if (!args.quiet && !args.json) printError(`${captures(removed)} taken back.`);
    return { id, removed };
  });

/** Has a file read, and tells how far that is; undefined where the command is interrupted meanwhile. */
async function readIn(
  engine: Connection,
  args: Named,
  { isSilent, signal }: { isSilent: boolean; signal: AbortSignal },
): Promise<Import | undefined> {
  const id = randomUUID();
  const cancel = (): void => {
    // Where the engine is gone, the call that it answers says so.
    engine.ask('POST', `/imports/${id}/cancel`).catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  const over = new AbortController();
  const told = isSilent
    ? undefined
    : tellProgress(followImport(engine, id, over.signal), { file: null });
  try {
    return await readBy(engine, args, id);
  } catch (error) {
    if (error instanceof BackstitchError && error.code === 'IMPORT_STOPPED') return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    over.abort();
    await told;
  }
}

/** An engine on this machine reads the file itself, so that what it names beside it is found. */
async function readBy(engine: Connection, { path, as }: Named, id: string): Promise<Import> {
  const format = as === 'app' ? undefined : as;
  if (path !== '-' && engine.isLocal) {
    const input = { path, id, ...(format && { format }) };
    return (await engine.ask('POST', '/imports/from-path', input)) as Import;
  }
  if (path !== '-' && (await stat(path)).isDirectory()) {
    throw bad(
      `${path} is a folder, and that Backstitch is on another machine.`,
      'Zip the folder and import the zip.',
    );
  }
  const query = queryOf({ name: path === '-' ? '' : basename(path), format, id });
  const bytes = path === '-' ? process.stdin : createReadStream(path);
  return (await engine.send('POST', `/imports${query}`, bytes)) as Import;
}

async function named(engine: Connection, wanted: string): Promise<Endpoint> {
  const endpoints = (await engine.ask('GET', '/endpoints')) as Endpoint[];
  const found = endpoints.find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found;
  throw new BackstitchError('ENDPOINT_NOT_FOUND', `There is no endpoint “${wanted}”.`, {
    hint: `There are: ${endpoints.map(({ name }) => name).join(', ')}.`,
  });
}

const captures = (count: number): string => `${count} ${count === 1 ? 'capture' : 'captures'}`;

function tell({ name, format, file }: Import): void {
  if (file === null) return;
  const { entries, known, problemCount, problems, notTaken, notTakenCount, notes } = file;
  printError(
    `${name} (${format}): ${captures(entries)}${known === 0 ? '' : `, ${known} of them known`}.`,
  );
  for (const note of notes) printError(`  ${note}`);
  for (const { index, message } of problems) {
    printError(`  ${index === null ? 'The file' : `Entry ${index + 1}`}: ${message}`);
  }
  if (problemCount > problems.length) {
    printError(`  ${problemCount - problems.length} more cannot be read.`);
  }
  for (const { index, message } of notTaken) {
    printError(`  Entry ${(index ?? 0) + 1}, not taken: ${message}`);
  }
  if (notTakenCount > notTaken.length) {
    printError(`  ${notTakenCount - notTaken.length} more come in without all the file says.`);
  }
}

function summaryOf({ imported, skipped, problems, canceled }: Imported, id: string): string[] {
  const rest = [
    ...(skipped === 0 ? [] : [`${skipped} known already`]),
    ...(problems === 0 ? [] : [`${problems} not readable`]),
  ];
  const done = `${captures(imported)} imported${rest.length === 0 ? '' : `; ${rest.join(', ')}`}.`;
  if (!canceled) return [done];
  if (imported === 0) return ['Stopped before anything was imported.'];
  return [`Stopped: ${done}`, `To take them back: backstitch import --undo ${id}`];
}

function lineOf({ receivedAt, method, target, host, sizeBytes, status, known }: ImportEntry) {
  const at = receivedAt === null ? 'no time'.padEnd(24) : new Date(receivedAt).toISOString();
  return `${at}  ${String(status ?? '-').padEnd(3)}  ${method} ${host ?? ''}${target}  ${sizeBytes} B${known ? '  known' : ''}`;
}
