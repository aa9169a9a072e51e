import type { LoadPackage } from '../../../lib/packages/add-ons.ts';
import type { Clock } from '../../../lib/clock.ts';
import { BackstitchError, errorCode } from '../../../lib/errors.ts';
import { ActionError } from '../action-error.ts';
import { fieldsOf } from '../ejson.ts';
import { type AwsAccount, clientConfig, objectUrl } from './aws-account.ts';
import type { AwsCall } from './aws-call.ts';
import { fromSdk, requireSmall, toSdk } from './aws-values.ts';
import { presign, signPolicy } from './s3-signatures.ts';

interface Client {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<object>;
  destroy(): void;
}
type Module = Record<string, new (input: object) => object>;
interface Entry {
  client: string;
  from: string;
}

/** Installed where they are asked for, and loaded on first use: most apps need none. */
const SERVICES: ReadonlyMap<string, Entry> = new Map([
  ['s3', { client: 'S3Client', from: '@aws-sdk/client-s3' }],
  ['ses', { client: 'SESClient', from: '@aws-sdk/client-ses' }],
  ['sns', { client: 'SNSClient', from: '@aws-sdk/client-sns' }],
  ['sqs', { client: 'SQSClient', from: '@aws-sdk/client-sqs' }],
  ['lambda', { client: 'LambdaClient', from: '@aws-sdk/client-lambda' }],
  ['kinesis', { client: 'KinesisClient', from: '@aws-sdk/client-kinesis' }],
  ['firehose', { client: 'FirehoseClient', from: '@aws-sdk/client-firehose' }],
]);

const TIMEOUT_MS = 30_000;

/** Services of AWS that work here; the others answer from stubs or say that they are not here. */
export const isRunnable = ({ service }: AwsCall): boolean => SERVICES.has(service);

/** True where nothing is sent: a signature is reckoned from the account alone. */
export const isReckoned = ({ service, action }: AwsCall): boolean =>
  service === 's3' && (action === 'PresignURL' || action === 'SignPolicy');

/**
 * Runs an action with the official client.
 *
 * @throws ActionError AWSError with the message of AWS
 */
export async function runAwsAction(
  call: AwsCall,
  account: AwsAccount,
  { clock, signal, load }: { clock: Clock; signal: AbortSignal; load: LoadPackage },
): Promise<unknown> {
  if (account.accessKeyId === '')
    throw new ActionError('AWSError', 'the service has no accessKeyId');
  if (account.secretAccessKey === '')
    throw new ActionError('AWSError', 'the Secret with the secret access key is not set');
  try {
    if (!isReckoned(call)) return resultOf(call, account, await send(call, account, load, signal));
    return call.action === 'PresignURL'
      ? await presign(call, account, load)
      : signPolicy(call, account, clock);
  } catch (error) {
    throw error instanceof ActionError ? error : new ActionError('AWSError', said(error), error);
  }
}

async function send(
  call: AwsCall,
  account: AwsAccount,
  load: LoadPackage,
  signal: AbortSignal,
): Promise<unknown> {
  const entry = SERVICES.get(call.service);
  const sdk = entry && (load(entry.from) as Module);
  const Command = sdk?.[`${call.action}Command`];
  const ClientClass = sdk?.[entry?.client ?? ''];
  if (Command === undefined || ClientClass === undefined) {
    throw new ActionError('AWSError', `${call.service} has no action ${call.action}`);
  }
  const input = toSdk(call.service, call.input);
  if (call.service === 's3') requireSmall(input);
  const config = clientConfig(account, call.region);
  const client = new ClientClass({ ...config, ...handlerFor(call, config, load) }) as Client;
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    return await fromSdk(await client.send(new Command(input), { abortSignal }));
  } finally {
    client.destroy();
  }
}

/**
 * The client of Kinesis speaks HTTP/2, which servers that stand in for AWS do not; AWS knows both.
 * The client of Firehose has the handler that speaks HTTP/1.1.
 */
function handlerFor(
  { service }: AwsCall,
  config: ReturnType<typeof clientConfig>,
  load: LoadPackage,
) {
  if (service !== 'kinesis') return {};
  const { FirehoseClient } = load(
    '@aws-sdk/client-firehose',
  ) as typeof import('@aws-sdk/client-firehose');
  return { requestHandler: new FirehoseClient(config).config.requestHandler };
}

/** The old services told less than the SDK does. */
function resultOf({ result, input }: AwsCall, account: AwsAccount, output: unknown): unknown {
  if (result === 'message-id') return { messageId: fieldsOf(output).MessageId };
  if (result === 'sdk') return output;
  return { location: objectUrl(account, String(input.Bucket), String(input.Key)) };
}

/** Code and message, as Go’s errors read. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof BackstitchError) return error.message;
  // A refused connection has its reason in the code alone.
  const message = error.message || errorCode(error) || 'no answer';
  return error.name === 'Error' || error.name === '' ? message : `${error.name}: ${message}`;
}
