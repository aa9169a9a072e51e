import type { SQSClient } from '@aws-sdk/client-sqs';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { LoadPackage } from '../../../lib/packages/add-ons.ts';
import type { Clock } from '../../../lib/clock.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { exchange } from '../../../outbound/exchange.ts';
import { parseTarget } from '../../../outbound/target.ts';
import { engineOf, type EngineEvent } from '../../engines/event.ts';
import { type KeptDestination, loginOf } from '../../store/destination-store.ts';
import type { EngineClient, OpenClient, ReachParts } from './engine-client.ts';
import { EngineFailure, tooLarge } from './engine-failure.ts';

/** So many attributes a message may have. */
const MOST_ATTRIBUTES = 10;
/** Characters that a message of SQS may hold, see SendMessage in its API reference. */
const TEXT = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** What the SDK gives its handler of requests. */
interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/**
 * Queues of SQS, by the SDK of AWS. Its requests go out as all of ours do: every address is judged, and the
 * connection goes to one of exactly those.
 */
export function sqsOpener(parts: ReachParts & { clock: Clock; load: LoadPackage }): OpenClient {
  return async (destination, timeoutMs) => {
    const { settings } = destination;
    const credentials = loginOf(destination);
    const engine = engineOf(settings);
    if (engine.kind !== 'sqs') throw new Error('not a queue');
    if (credentials === null || !('accessKeyId' in credentials)) {
      const text = 'SQS needs an access key. Fill in its credentials, then resume the destination.';
      throw new EngineFailure('login', 'NO_CREDENTIALS', text, { field: 'credentials' });
    }
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const sdk = loaded(parts.load);
    const client = new sdk.SQSClient({
      region: engine.region,
      endpoint: new URL(settings.url).origin,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) },
      // The queue tries again, by its own schedule.
      maxAttempts: 1,
      requestHandler: {
        handle: (request: SdkRequest) => carry(parts, destination, request, timeoutMs),
      },
    });
    return clientOf(sdk, client, destination);
  };
}

async function carry(
  { guard, resolve, clock }: ReachParts & { clock: Clock },
  { settings }: KeptDestination,
  request: SdkRequest,
  timeoutMs: number,
) {
  const { allowPrivate, trust } = settings;
  const query = new URLSearchParams(request.query as Record<string, string>).toString();
  const port = request.port === undefined ? '' : `:${request.port}`;
  const path = `${request.path}${query === '' ? '' : `?${query}`}`;
  const parsed = parseTarget(`${request.protocol}//${request.hostname}${port}${path}`);
  if (!parsed.ok) throw new EngineFailure('stopped', 'BAD_URL', parsed.why, { field: 'url' });
  const { target } = parsed;
  const refusal = guard.atSight(target, allowPrivate);
  if (refusal !== undefined) {
    throw new EngineFailure('refused', refusal.code, refusal.text, { field: 'url' });
  }
  const { body = '' } = request;
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const headers: HeaderPair[] = Object.entries(request.headers).filter(
    ([name]) => !/^(content-length|connection)$/i.test(name),
  );
  headers.push(['content-length', String(bytes.length)], ['connection', 'close']);
  const answer = await exchange(
    { target, method: request.method, headers, body: { kind: 'memory', bytes }, timeoutMs, trust },
    { clock, resolve, checkAddresses: (to, addresses) => guard.judge(to, addresses, allowPrivate) },
  );
  if (answer.status === null) {
    const sort = answer.outcome === 'refused' ? 'refused' : 'failed';
    const text = answer.error ?? 'There was no answer.';
    throw new EngineFailure(sort, answer.errorCode ?? 'ENGINE', text, { field: 'url' });
  }
  const answered = answer.headers.map(([name, value]): HeaderPair => [name.toLowerCase(), value]);
  return {
    response: {
      statusCode: answer.status,
      reason: answer.reason,
      headers: Object.fromEntries(answered),
      body: answer.body,
    },
  };
}

type Sdk = typeof import('@aws-sdk/client-sqs');

/** The client is installed where somebody asks for it. Once it is, what was held goes out. */
function loaded(load: LoadPackage): Sdk {
  try {
    return load('@aws-sdk/client-sqs') as Sdk;
  } catch (cause) {
    if (!(cause instanceof BackstitchError)) throw cause;
    throw new EngineFailure('login', cause.code, cause.message, { field: 'kind', cause });
  }
}

function clientOf(sdk: Sdk, client: SQSClient, destination: KeptDestination): EngineClient {
  const { url } = destination.settings;
  let isOpen = true;
  return {
    remoteAddress: null,
    isOpen: () => isOpen,
    async send(event) {
      const { text, attributes } = asMessage(event);
      const isFifo = new URL(url).pathname.endsWith('.fifo');
      const command = new sdk.SendMessageCommand({
        QueueUrl: url,
        MessageBody: text,
        MessageAttributes: Object.fromEntries(
          attributes.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
        ...(isFifo && {
          MessageGroupId: event.place.group ?? '_',
          MessageDeduplicationId: event.id,
        }),
      });
      try {
        const { MessageId = '', SequenceNumber } = await client.send(command);
        return {
          messageId: MessageId,
          ...(SequenceNumber !== undefined && { sequenceNumber: SequenceNumber }),
        };
      } catch (error) {
        throw failureOf(error, destination, Buffer.byteLength(text));
      }
    },
    async check() {
      const AttributeNames = ['QueueArn' as const];
      try {
        await client.send(new sdk.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
      } catch (error) {
        const failure = failureOf(error, destination, 0);
        // Who may send need not be allowed to ask: then the first message tells.
        if (failure.code !== 'NOT_PERMITTED') throw failure;
      }
    },
    async close() {
      isOpen = false;
      client.destroy();
    },
  };
}

/** A message as SQS takes it: text, and the ten attributes that matter most. */
export function asMessage({ headers, body }: Pick<EngineEvent, 'headers' | 'body'>): {
  text: string;
  attributes: HeaderPair[];
} {
  if (body.length === 0) {
    const text = 'SQS takes no empty message. Send it as a structured CloudEvent.';
    throw new EngineFailure('stopped', 'EMPTY', text);
  }
  const plain = textOf(body);
  const encoding: HeaderPair[] = plain === null ? [['backstitchencoding', 'base64']] : [];
  const rank = ([name]: HeaderPair): number =>
    name.startsWith('http-') ? 2 : name.startsWith('ce-backstitch') ? 1 : 0;
  const attributes = [...headers, ...encoding]
    .filter(([name, value]) => value !== '' && TEXT.test(value) && /^[\w.-]{1,256}$/.test(name))
    .toSorted((a, b) => rank(a) - rank(b))
    .filter(([name], i, all) => all.findIndex(([other]) => other === name) === i)
    .slice(0, MOST_ATTRIBUTES);
  return { text: plain ?? body.toString('base64'), attributes };
}

function textOf(body: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return TEXT.test(text) ? text : null;
  } catch {
    // Not UTF-8.
    return null;
  }
}

const GONE = /NonExistentQueue|QueueDoesNotExist/;
const LOGIN =
  /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|ExpiredToken|InvalidSecurity|IncompleteSignature|MissingAuthenticationToken|InvalidAddress/;
const THROTTLED = /Throttl|OverLimit|SlowDown|TooManyRequests/;

/** What AWS says, as what it means. */
function failureOf(error: unknown, { target }: KeptDestination, bytes: number): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const more = { cause: error };
  if (GONE.test(name) || GONE.test(message)) {
    const text = `There is no such queue at ${target.authority}. Make it there, or change its URL here.`;
    return new EngineFailure('place', 'NO_QUEUE', text, { ...more, field: 'url' });
  }
  if (LOGIN.test(name)) {
    const text = `AWS does not accept these credentials (${name}). Check them, then resume the destination.`;
    return new EngineFailure('login', 'LOGIN_REFUSED', text, { ...more, field: 'credentials' });
  }
  if (/AccessDenied/.test(name)) {
    const text =
      'These credentials may not send to the queue. Allow sqs:SendMessage, then resume the destination.';
    return new EngineFailure('login', 'NOT_PERMITTED', text, { ...more, field: 'credentials' });
  }
  if (THROTTLED.test(name)) {
    return new EngineFailure('failed', 'THROTTLED', 'AWS asks for fewer messages.', more);
  }
  if (/must be shorter than|length constraint/i.test(message)) return tooLarge(bytes, null);
  if (
    /InvalidMessageContents|InvalidParameterValue|MissingParameter|UnsupportedOperation/.test(name)
  ) {
    return new EngineFailure('stopped', name, `The queue does not take it: ${message}`, more);
  }
  return new EngineFailure('failed', name, `The queue did not take it: ${message}`, {
    ...more,
    field: 'url',
  });
}
