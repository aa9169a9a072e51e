import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AnyProcedure, call } from '@orpc/server';
import type { Log } from '../../lib/log.ts';
import { sendError } from '../answer.ts';
import { readOctets, streamOctets } from './json-body.ts';
import { publicError, toPublicError } from '../public-error.ts';
import { bytesFieldOf, procedureNamed, RAW_ROUTES, type RawRoute } from './raw-routes.ts';
import type { EngineRouter } from '../router.ts';

/** A raw route with the values that the path holds. */
interface Asked {
  route: RawRoute;
  path: Record<string, string>;
}

const PATTERNS = RAW_ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^/api/v1${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** The raw route that a request means; undefined for any other route. */
export function rawRouteOf({ method }: IncomingMessage, path: string): Asked | undefined {
  for (const { route, pattern } of PATTERNS) {
    const found = pattern.exec(path);
    if (found === null || route.method !== method) continue;
    const values = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decoded(text)]);
    return { route, path: Object.fromEntries(values) as Record<string, string> };
  }
  return undefined;
}

/** Takes or gives the bytes of an operation; whatever is wrong is answered, not thrown. */
export async function answerRaw(
  request: IncomingMessage,
  response: ServerResponse,
  { route, path }: Asked,
  { router, log }: { router: EngineRouter; log: Log },
): Promise<void> {
  // The table names operations, as its test says, and the router has all of them.
  const procedure = procedureNamed(route.procedure, router) as AnyProcedure;
  try {
    const given = { ...queryOf(request, route), ...route.fixed, ...path };
    if (route.direction === 'out') {
      const answer: unknown = await call(procedure, given);
      return await sendBytes(response, answer, { route, path }, log);
    }
    const input = {
      ...given,
      [bytesFieldOf(route)]: route.streamed
        ? streamOctets(request, route.maxBytes)
        : new Blob([await readOctets(request, route.maxBytes)]),
    };
    // Who went away does not wait for what becomes of a gigabyte.
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer: unknown = await call(procedure, input, { signal: gone.signal });
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answer));
  } catch (error) {
    // The rest of an upload is read and thrown away: a sender cut off sees a reset, not the answer.
    request.resume();
    sendError(response, toPublicError(error, log));
  }
}

/** @throws BAD_INPUT as a public error for a parameter that nobody would read */
function queryOf({ url = '' }: IncomingMessage, { query = [] }: RawRoute): Record<string, string> {
  const given = Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''));
  const unknown = Object.keys(given).find((name) => !query.includes(name));
  if (unknown === undefined) return given;
  const hint = query.length === 0 ? 'It takes none.' : `It takes ${query.join(', ')}.`;
  throw publicError('BAD_INPUT', `There is no parameter "${unknown}" here.`, {
    hint,
    field: unknown,
  });
}

/** Streams bytes as a download, never as something a browser would show or run. */
async function sendBytes(
  response: ServerResponse,
  answer: unknown,
  { route, path }: Asked,
  log: Log,
): Promise<void> {
  const { facts } = route;
  const blob = facts === undefined ? answer : (answer as Record<string, unknown>)[facts.bytes];
  if (!(blob instanceof Blob)) throw new TypeError(`${route.procedure} gave no bytes.`);
  for (const [field, header] of Object.entries(facts?.headers ?? {})) {
    const value = (answer as Record<string, unknown>)[field];
    // Words of a problem may hold anything; a header holds printable ASCII.
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (text !== null) response.setHeader(header, encodeURI(`${text as string | boolean}`));
  }
  const named = facts?.fileName && (answer as Record<string, unknown>)[facts.fileName];
  const name = typeof named === 'string' ? named : fileName(route, path);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': blob.size,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  });
  try {
    await pipeline(Readable.from(pieces(blob), { objectMode: false }), response);
  } catch (error) {
    // The status is out; cutting the connection is the one way left to say that bytes are missing.
    if (!response.closed) log.warn({ err: error, of: path }, 'A body could not be read.');
    response.destroy();
  }
}

/** A Blob's own stream comes in 64 kB, each with a turn of its own: ten megabytes took twice as long. */
const PIECE_BYTES = 1024 * 1024;

async function* pieces(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < blob.size; from += PIECE_BYTES) {
    yield new Uint8Array(await blob.slice(from, from + PIECE_BYTES).arrayBuffer());
  }
}

/** `capture-<id>.bin` for a body, `capture-<id>-reply.bin` for another part, `app-<id>.zip`. */
function fileName({ path: route, fixed }: RawRoute, path: Record<string, string>): string {
  const [, things = '', , part = ''] = route.split('/');
  const id = (Object.values(path)[0] ?? '').replace(/[^\w-]/g, '_');
  const of = fixed?.['of'] ?? part.replace(/-?body$/, '');
  const ending = part === 'zip' ? '.zip' : `${of === '' || of === 'request' ? '' : `-${of}`}.bin`;
  return `${things.replace(/s$/, '')}-${id}${ending}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not an encoding of anything: nothing has this id, and looking it up says so.
    return segment;
  }
}
