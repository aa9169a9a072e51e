import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import type { AnswerMatch } from '../../preload/contract/interchange/suite-cases.ts';
import { BackstitchError } from '../lib/errors.ts';
import { isCredential, isForwarding, isHopByHop, isRelayNoise } from '../replays/header-names.ts';
import type { KeptCase } from './case.ts';
import { KEPT_BYTES } from './answer.ts';
import {
  bytesOf,
  CASE_PATH,
  CASES_FOLDER,
  CaseFile,
  SUITE_FILE,
  SuiteFile,
  written,
} from './folder/schema.ts';

/** A suite as files. */
export interface SuiteFolder {
  name: string;
  body: AnswerMatch;
  ignore: string[];
  cases: KeptCase[];
}

const LARGEST = 64 * 1024 * 1024;
/** Whoever sends it writes these. */
const FRAMING = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'backstitch-replay',
  'via',
]);

/** Whether a header is written: what proves or authenticates, and what relays added, stays out. */
const isWritten = (name: string, proofs: readonly string[]): boolean =>
  !(
    FRAMING.has(name) ||
    isHopByHop(name) ||
    isCredential(name) ||
    isForwarding(name) ||
    isRelayNoise(name) ||
    proofs.includes(name)
  );

/** Headers of an answer that are the same from one answer to the next, or nobody's business. */
const isOfAnswer = ([name]: [string, string]): boolean =>
  !/^(?:date|age|connection|keep-alive|transfer-encoding|set-cookie)$/i.test(name);

const withoutSecrets = (request: KeptCase['request'], proofs: readonly string[]) => {
  const lower = proofs.map((name) => name.toLowerCase());
  return request.headers.filter(([name]) => isWritten(name.toLowerCase(), lower));
};

/**
 * Writes a suite into a folder: `suite.json`, and a file for each case. What was there of the same suite is
 * replaced; a folder that holds anything else is refused.
 *
 * @param proofHeaders those by which a provider proves itself: they are not written
 * @throws BackstitchError SUITE_INVALID
 */
export async function writeFolder(
  directory: string,
  { name, body, ignore, cases }: SuiteFolder,
  proofHeaders: (provider: string | null) => readonly string[],
): Promise<void> {
  if (!isAbsolute(directory)) throw invalid('Write the whole path of the folder.', directory);
  await refuseOthers(directory);
  const paths = cases.map(
    ({ n, name: of }) => `${CASES_FOLDER}/${String(n).padStart(3, '0')}-${plain(of)}.json`,
  );
  const suite = { format: 1, name, defaults: { status: ['2xx'], body, ignore }, cases: paths };
  try {
    await mkdir(join(directory, CASES_FOLDER), { recursive: true });
    const old = await readdir(join(directory, CASES_FOLDER));
    for (const [at, one] of cases.entries()) {
      const proofs = proofHeaders(one.request.provider);
      await put(join(directory, paths[at] ?? ''), fileOf(one, proofs));
    }
    await put(join(directory, SUITE_FILE), suite);
    for (const file of old) {
      if (!paths.includes(`${CASES_FOLDER}/${file}`)) await rm(join(directory, CASES_FOLDER, file));
    }
  } catch (cause) {
    throw invalid('This folder cannot be written.', directory, cause);
  }
}

async function refuseOthers(directory: string): Promise<void> {
  const found = await readdir(directory).catch(() => [] as string[]);
  const inner = await readdir(join(directory, CASES_FOLDER)).catch(() => [] as string[]);
  const others = [
    ...found.filter((file) => file !== SUITE_FILE && file !== CASES_FOLDER),
    ...inner
      .filter((file) => !CASE_PATH.test(`${CASES_FOLDER}/${file}`))
      .map((file) => `${CASES_FOLDER}/${file}`),
  ];
  const isOurs = found.length === 0 || found.includes(SUITE_FILE);
  const [other] = isOurs ? others : found;
  if (other === undefined) return;
  throw new BackstitchError('SUITE_INVALID', `${directory} holds other files, such as ${other}.`, {
    hint: 'Name a folder that is empty, is not there yet, or holds a suite.',
    field: 'directory',
  });
}

function fileOf({ name, request, expect }: KeptCase, proofs: readonly string[]): object {
  const { method, target, body, provider, resign } = request;
  const { answer } = expect;
  return {
    name,
    method,
    target,
    headers: withoutSecrets(request, proofs),
    ...written(body),
    provider,
    resign,
    expect: {
      status: expect.good,
      ...(answer === null
        ? { right: false }
        : {
            headers: answer.headers.filter(isOfAnswer),
            // Half of a body proves nothing.
            ...(answer.body !== null && !answer.cut && written(answer.body)),
            ...(answer.totalMs !== null && { ms: Math.round(answer.totalMs) }),
          }),
    },
  };
}

async function put(path: string, value: object): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  await writeFile(beside, `${JSON.stringify(value, null, 2)}\n`);
  await rename(beside, path);
}

/** A name that is a file name everywhere. */
const plain = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60) || 'case';

/**
 * Reads a suite from a folder.
 *
 * @throws BackstitchError SUITE_INVALID, naming the file and the field
 */
export async function readFolder(directory: string): Promise<SuiteFolder> {
  if (!isAbsolute(directory)) throw invalid('Write the whole path of the folder.', directory);
  const suite = await read(directory, SUITE_FILE, SuiteFile);
  const cases: KeptCase[] = [];
  for (const [at, path] of suite.cases.entries()) {
    const file = await read(directory, path, CaseFile);
    cases.push(caseOf(at + 1, path, file, suite.defaults.status));
  }
  const { name, defaults } = suite;
  return { name, body: defaults.body, ignore: defaults.ignore, cases };
}

function caseOf(n: number, path: string, file: CaseFile, status: readonly string[]): KeptCase {
  const { method, target, headers, provider, resign, expect } = file;
  const good = expect.status ?? [...status];
  const [only] = good;
  const body = bytesOf(expect)?.subarray(0, KEPT_BYTES) ?? null;
  return {
    n,
    captureId: null,
    name: file.name ?? path.slice(CASES_FOLDER.length + 1, -'.json'.length),
    request: {
      method,
      target,
      headers,
      body: bytesOf(file) ?? Buffer.alloc(0),
      provider,
      endpointId: null,
      resign,
    },
    expect: {
      good,
      answer: expect.right
        ? {
            at: null,
            outcome: 'answered',
            // Of several, or of 2xx, any will do.
            status: good.length === 1 && /^\d{3}$/.test(only ?? '') ? Number(only) : null,
            error: null,
            errorCode: null,
            totalMs: expect.ms ?? null,
            headers: expect.headers,
            body,
            sizeBytes: body?.length ?? 0,
            cut: false,
            replayId: null,
          }
        : null,
    },
  };
}

async function read<S extends z.ZodType>(
  directory: string,
  file: string,
  schema: S,
): Promise<z.infer<S>> {
  const path = join(directory, file);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > LARGEST) throw new RangeError('too long');
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof RangeError ? 'is longer than 64 MB' : 'cannot be read';
    throw invalid(`${path} ${why}.`, path, cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(`${path} is no JSON: ${(cause as Error).message}.`, path, cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.join('.') ?? '';
  throw invalid(
    `${path}${at === '' ? '' : `, ${at}`}: ${issue?.message ?? 'cannot be read'}.`,
    path,
  );
}

const invalid = (message: string, path: string, cause?: unknown): BackstitchError =>
  new BackstitchError('SUITE_INVALID', message, {
    field: 'directory',
    ...(cause !== undefined && { cause }),
    hint: `A suite is a folder that Backstitch wrote, with ${SUITE_FILE} in it (${path}).`,
  });
