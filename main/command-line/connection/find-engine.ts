import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  readEngineFile,
  type RuntimeFile,
  withdrawEngine,
} from '../../control/local/runtime-file.ts';
import { defaultDataDir } from '../../lib/data-dir.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { printError } from '../print.ts';
import { bad } from '../refusals.ts';
import { type Address, connect, type Connection } from './connection.ts';

/** Where a command looks for its engine. */
export interface Where {
  dataDir?: string | undefined;
  url?: string | undefined;
  tokenFile?: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const PATIENCE_MS = 2000;

/**
 * Finds the engine that a command talks to: at `--url`; else the one of `--data-dir`; else at
 * BACKSTITCH_API; else the one of BACKSTITCH_DATA_DIR, or of the usual folder.
 *
 * @throws BackstitchError NOT_RUNNING, ENGINE_FILE_UNSAFE, UNAUTHORIZED, BAD_ARGUMENT
 */
export async function findEngine(
  where: Where,
  variables: Variables = process.env,
): Promise<Connection> {
  const api = variables['BACKSTITCH_API'];
  const url = where.url ?? (where.dataDir === undefined && api !== '' ? api : undefined);
  if (url !== undefined) return atUrl(url, where.tokenFile, variables);
  if (where.tokenFile !== undefined) throw bad('--token-file goes with --url.', '');
  const dataDir = dataDirOf(where, variables);
  const found = await engineOf(dataDir);
  if (found !== undefined) return found;
  throw new BackstitchError('NOT_RUNNING', `No Backstitch runs on ${dataDir}.`, {
    hint: 'Start one with backstitch serve, or name its folder with --data-dir.',
  });
}

/**
 * As `findEngine`, for a command that does without one: undefined where none runs on the data directory.
 *
 * @param controlPort of the engine, as it was named before there was a file that tells it
 */
export async function engineIfAny({
  controlPort,
  ...where
}: Where & { controlPort?: number | undefined }): Promise<Connection | undefined> {
  if (controlPort !== undefined) {
    printError(
      '--control-port will go: a Backstitch that runs is found by its data folder, or by --url.',
    );
    return findEngine({ ...where, url: `http://127.0.0.1:${controlPort}` });
  }
  const isNamed = where.url !== undefined || where.tokenFile !== undefined;
  const byVariable = where.dataDir === undefined && Boolean(process.env['BACKSTITCH_API']);
  return isNamed || byVariable ? findEngine(where) : engineOf(dataDirOf(where));
}

/** The data directory that a command means, absolute. */
export function dataDirOf({ dataDir }: Where, variables: Variables = process.env): string {
  return resolve(dataDir ?? (variables['BACKSTITCH_DATA_DIR'] || defaultDataDir()));
}

/**
 * The engine that runs on a data directory; undefined where none does.
 *
 * @throws BackstitchError ENGINE_FILE_UNSAFE; NOT_RUNNING for one that does not answer or is newer
 */
export async function engineOf(dataDir: string): Promise<Connection | undefined> {
  const file = readEngineFile(dataDir);
  if (file === undefined) return undefined;
  for (const address of addressesOf(file)) {
    const connection = connect(address);
    // Whoever took a port or a path since then may answer, but does not know the instance.
    if ((await instanceAt(connection)) === file.instance) return connection;
  }
  await clearAway(dataDir, file.instance);
  return undefined;
}

function addressesOf({ socket, control, token }: RuntimeFile): Address[] {
  return [
    ...(socket === null ? [] : [{ socket, token }]),
    ...(control === null ? [] : [{ url: control, token }]),
  ];
}

async function instanceAt(connection: Connection): Promise<string | undefined> {
  try {
    const health = await connection.ask('GET', '/health', undefined, { timeoutMs: PATIENCE_MS });
    return (health as { instance?: string }).instance;
  } catch {
    // Nobody there, or somebody else: either way not the engine that wrote the file.
    return undefined;
  }
}

/** A file whose engine is gone is deleted. An engine holds the lock of its folder as long as it lives. */
async function clearAway(dataDir: string, instance: string): Promise<void> {
  if (!existsSync(join(dataDir, 'engine.lock'))) return withdrawEngine(dataDir, instance);
  const { lockDataDir } = await import('../../store/lock.ts');
  let unlock: () => void;
  try {
    unlock = lockDataDir(dataDir, 0);
  } catch (cause) {
    throw new BackstitchError('NOT_RUNNING', `The Backstitch on ${dataDir} does not answer.`, {
      hint: 'It is starting or stopping, or hangs. Try again.',
      cause,
    });
  }
  try {
    withdrawEngine(dataDir, instance);
  } finally {
    unlock();
  }
}

async function atUrl(
  given: string,
  tokenFile: string | undefined,
  variables: Variables,
): Promise<Connection> {
  const url = readUrl(given);
  const token = tokenFile === undefined ? variables['BACKSTITCH_TOKEN'] : readToken(tokenFile);
  if (token === undefined || token === '') {
    throw bad(
      `The token of the Backstitch at ${url} is missing.`,
      'Put it into the variable BACKSTITCH_TOKEN, or into a file for --token-file.',
    );
  }
  const connection = connect({ url, token });
  await connection.ask('GET', '/health', undefined, { timeoutMs: PATIENCE_MS });
  return connection;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function readUrl(given: string): string {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw bad(
      `${given} is no URL.`,
      'Write http://127.0.0.1:8977, or https:// for another machine.',
    );
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw bad(
      `The token would travel to ${url.host} unencrypted.`,
      'Use https://, or forward a port of that machine to this one.',
    );
  }
  return url.origin;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw bad(`${file} cannot be read.`, 'It holds the token of the running Backstitch.', cause);
  }
}
