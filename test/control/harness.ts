import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { type ControlOptions, openControl } from '../../main/control/listener.ts';
import { createMemoryEngine } from './memory-engine.ts';

/** A control listener on a free port, over an engine in memory and a small page. */
export async function startControl(
  options: Pick<ControlOptions, 'heartbeatMs' | 'streamLimits'> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'backstitch-control-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>the page</title>');
  const script = join(folder, 'page', 'assets', 'main-abc123.js');
  await writeFile(script, 'export {};');
  await writeFile(`${script}.br`, brotliCompressSync('export {};'));
  await writeFile(join(folder, 'package.json'), '{"outside":true}');
  const engine = createMemoryEngine();
  const { log, lines } = createTestLog();
  const staticDir = join(folder, 'page');
  const control = await openControl({
    surface: engine.surface,
    port: 0,
    staticDir,
    log,
    ...options,
  });
  const port = Number(new URL(control.url).port);
  return {
    control,
    engine,
    port,
    staticDir,
    /** What was logged, as JSON lines. */
    lines,
    bearer: { authorization: `Bearer ${control.token}` },
    origin: control.url,
    send: (path: string, sent: Sent = {}) => send(port, path, sent),
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

export type TestControl = Awaited<ReturnType<typeof startControl>>;

export function createTestLog() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: pino({ level: 'info' }, sink), lines };
}

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
}

/** One request on a connection of its own; unlike `fetch` it sends any Host and Origin. */
export async function send(port: number, path: string, sent: Sent = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = sent;
  const outgoing = request({ port, host: '127.0.0.1', path, method, headers, agent: false });
  outgoing.end(body);
  // The listener may answer and hang up before it has read a body it does not want.
  const [answer] = await once(outgoing, 'response');
  outgoing.on('error', () => {});
  const bytes = await buffer(answer);
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() };
}

/** Sends bytes as they are and reads until the listener hangs up. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  return (await buffer(socket)).toString('latin1');
}

/** Signs in by a one-time URL; the value for a `Cookie` header. */
export async function signIn({ control, send }: TestControl): Promise<string> {
  const { search } = new URL(control.issueLoginUrl());
  const answer = await send(`/${search}`);
  return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

export const json = { 'content-type': 'application/json' };
