import { readFileSync } from 'node:fs';
import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import { startEngine } from '../engine.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createLog } from '../lib/log.ts';
import type { DeliverArguments } from './arguments.ts';
import { print, printJson } from './print.ts';

interface Sent {
  messageId: string;
  known: boolean;
  deliveries: DeliverySummary[];
}

/**
 * Hands a message to the queue of outgoing webhooks: to a Backstitch that runs, where its control
 * port is given, else to the data directory itself. In that case it is tried once, and what does
 * not arrive is tried again when Backstitch runs.
 *
 * @throws BackstitchError BAD_ARGUMENT, DATA_DIR_LOCKED, DESTINATION_NOT_FOUND, DELIVERY_REFUSED
 */
export async function runDeliver(args: DeliverArguments): Promise<void> {
  const body = readBody(args.file);
  const input = {
    destinations: [args.destination],
    eventType: args.event ?? null,
    contentType: isJson(body) ? 'application/json' : 'application/octet-stream',
    bodyBase64: body.toString('base64'),
    idempotencyKey: args.id,
    origin: 'command' as const,
  };
  const sent =
    args.controlPort === undefined
      ? await sendHere(args.dataDir, input)
      : await sendTo(args.controlPort, input);
  if (args.json) printJson(sent);
  else print(...lines(sent));
}

type Input = Parameters<Awaited<ReturnType<typeof startEngine>>['deliveries']['send']>[0];

async function sendHere(dataDir: string, input: Input): Promise<Sent> {
  await using engine = await openHere(dataDir);
  const { known, messageId, deliveries } = await engine.deliveries.send(input);
  if (known) return { known, messageId, deliveries };
  const tried: DeliverySummary[] = [];
  for (const { id } of deliveries) tried.push(await engine.deliveries.retry({ id }));
  return { known, messageId, deliveries: tried };
}

async function openHere(dataDir: string) {
  const log = createLog('warn');
  const intake = { port: 0 };
  try {
    return await startEngine({ dataDir, face: 'browser', log, intake, quiet: true });
  } catch (cause) {
    if (!(cause instanceof BackstitchError) || cause.code !== 'DATA_DIR_LOCKED') throw cause;
    throw new BackstitchError(cause.code, cause.message, {
      hint: 'Give its --control-port, and its token in the variable BACKSTITCH_TOKEN.',
      cause,
    });
  }
}

async function sendTo(port: number, input: Input): Promise<Sent> {
  const token = process.env['BACKSTITCH_TOKEN'] ?? '';
  if (token === '') {
    throw new BackstitchError('BAD_ARGUMENT', 'The token of the running Backstitch is missing.', {
      hint: 'Put it into the variable BACKSTITCH_TOKEN; backstitch serve --json prints it.',
    });
  }
  const url = `http://127.0.0.1:${port}/api/v1/deliveries`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) }).catch(
    (cause: unknown) => {
      const message = `No Backstitch answers on port ${port}.`;
      throw new BackstitchError('BAD_ARGUMENT', message, { cause });
    },
  );
  const answer: unknown = await reply.json().catch(() => null);
  if (reply.ok) return answer as Sent;
  const { message } = (answer ?? {}) as { message?: unknown };
  const why = typeof message === 'string' ? message : `It answered ${reply.status}.`;
  throw new BackstitchError('DELIVERY_REFUSED', why);
}

function readBody(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    const what = file === '-' ? 'The standard input' : file;
    throw new BackstitchError('BAD_ARGUMENT', `${what} cannot be read.`, { cause });
  }
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    // Anything else is sent as bytes.
    return false;
  }
}

function lines({ messageId, known, deliveries }: Sent): string[] {
  const head = known ? `${messageId} was accepted before; nothing was queued.` : messageId;
  return [
    head,
    ...deliveries.map(
      ({ id, destinationName, state, reason }) =>
        `  ${id} to ${destinationName}: ${state}${reason === null ? '' : `. ${reason}`}`,
    ),
  ];
}
