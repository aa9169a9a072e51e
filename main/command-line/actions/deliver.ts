import { readFileSync } from 'node:fs';
import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import type { startEngine } from '../../engine/engine.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { print, printJson } from '../print.ts';
import type { Connection } from '../connection/connection.ts';
import { dataDirOf, engineIfAny, type Where } from '../connection/find-engine.ts';
import { openHere } from './apps/engine-here.ts';

export interface DeliverArguments extends Where {
  /** Id or name. */
  destination: string;
  /** - for the standard input. */
  file: string;
  /** Of a Backstitch that runs. */
  controlPort?: number | undefined;
  event?: string | undefined;
  /** Idempotency key. */
  id?: string | undefined;
  json: boolean;
}

interface Sent {
  messageId: string;
  known: boolean;
  deliveries: DeliverySummary[];
}

/**
 * Hands a message to the queue of outgoing webhooks: to the Backstitch that runs, else to the data
 * directory itself. In that case it is tried once, and what does
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
  const running = await engineIfAny(args);
  const sent = running ? await sendTo(running, input) : await sendHere(dataDirOf(args), input);
  if (args.json) printJson(sent);
  else print(...lines(sent));
}

type Input = Parameters<Awaited<ReturnType<typeof startEngine>>['deliveries']['send']>[0];

async function sendHere(dataDir: string, input: Input): Promise<Sent> {
  await using engine = await openHere(dataDir);
  const { known, messageId, deliveries } = await engine.deliveries.send(input);
  if (known) return { known, messageId, deliveries };
  // Of a shared destination the team takes care, once Backstitch runs.
  const shared = new Set(
    engine.destinations.list().flatMap((one) => (one.shared === null ? [] : [one.id])),
  );
  const tried: DeliverySummary[] = [];
  for (const one of deliveries) {
    const { id, destinationId } = one;
    tried.push(shared.has(destinationId) ? one : await engine.deliveries.retry({ id }));
  }
  return { known, messageId, deliveries: tried };
}

async function sendTo(running: Connection, input: Input): Promise<Sent> {
  // What the engine answers has passed its contract.
  return (await running.ask('POST', '/deliveries', input)) as Sent;
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
  const head = known ? `${messageId} was already accepted; nothing was queued.` : messageId;
  return [
    head,
    ...deliveries.map(
      ({ id, destinationName, state, reason }) =>
        `  ${id} to ${destinationName}: ${state}${reason === null ? '' : `. ${reason}`}`,
    ),
  ];
}
