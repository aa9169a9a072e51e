import { Binary } from 'bson';
import type { Service } from '../../../preload/contract/app-model.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { ActionError, badArgument } from './action-error.ts';
import { fieldsOf } from './ejson.ts';

export const DELIVERIES = 'deliveries';

/** The service that every app has without adding it, unless it has one of that name itself. */
export const DELIVERIES_SERVICE: Service = {
  name: DELIVERIES,
  type: DELIVERIES,
  directory: '',
  config: '{}',
  secretConfig: {},
  rules: [],
  webhooks: [],
};

/** What a function asks to be delivered. */
export interface DeliverCall {
  /** Ids or names. */
  destinations: string[];
  eventType: string | null;
  contentType: string;
  body: Buffer;
  idempotencyKey: string | undefined;
}

/** Accepts a message; resolves once it is on disk. */
export type Deliver = (call: DeliverCall) => Promise<{
  messageId: string;
  deliveries: { id: string; destination: string }[];
}>;

/** @throws ActionError InvalidParameter */
export function readDeliverCall(args: unknown): DeliverCall {
  const { destination, destinations, eventType, body, contentType, idempotencyKey } =
    fieldsOf(args);
  const named = destinations ?? (destination === undefined ? [] : [destination]);
  if (!Array.isArray(named) || named.length === 0 || !named.every(isText)) {
    throw badArgument('deliveries.send needs destination, or destinations: names or ids');
  }
  if (body === undefined) throw badArgument('deliveries.send needs a body');
  const isBytes = body instanceof Binary;
  return {
    destinations: named,
    eventType: optionalText('eventType', eventType) ?? null,
    contentType:
      optionalText('contentType', contentType) ??
      (isBytes ? 'application/octet-stream' : 'application/json'),
    body: isBytes ? Buffer.from(body.value()) : Buffer.from(textOfBody(body), 'utf8'),
    idempotencyKey: optionalText('idempotencyKey', idempotencyKey),
  };
}

/** @throws ActionError with what the queue refused it for */
export async function deliver(call: DeliverCall, send: Deliver | undefined): ReturnType<Deliver> {
  if (send === undefined) {
    throw new ActionError('ServiceNotFound', `service not found: '${DELIVERIES}'`);
  }
  try {
    return await send(call);
  } catch (error) {
    if (!(error instanceof BackstitchError)) throw error;
    throw new ActionError('DeliveryRefused', error.message, error);
  }
}

const textOfBody = (body: unknown): string =>
  typeof body === 'string' ? body : JSON.stringify(body);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function optionalText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isText(value)) return value;
  throw badArgument(`${name} has to be text`);
}
