import { createHmac } from 'node:crypto';
import { Binary } from 'bson';
import { ActionError } from '../action-error.ts';
import { type Fields, fieldsOf, textOf } from '../ejson.ts';

export interface AwsAccount {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  /** Base URL used instead of AWS; '' for theirs. */
  endpoint: string;
}

interface Client {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<object>;
  destroy(): void;
}
type Module = Record<string, new (input: object) => object>;

/** Loaded on first use: each is a megabyte, and most apps need none. */
const LOAD: Record<string, { client: string; load: () => Promise<object> }> = {
  s3: { client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
  ses: { client: 'SESClient', load: () => import('@aws-sdk/client-ses') },
  sns: { client: 'SNSClient', load: () => import('@aws-sdk/client-sns') },
  sqs: { client: 'SQSClient', load: () => import('@aws-sdk/client-sqs') },
  lambda: { client: 'LambdaClient', load: () => import('@aws-sdk/client-lambda') },
  kinesis: { client: 'KinesisClient', load: () => import('@aws-sdk/client-kinesis') },
  firehose: { client: 'FirehoseClient', load: () => import('@aws-sdk/client-firehose') },
};

/** Services of AWS that work here; the others answer from stubs or say that they are not here. */
export const isRunnable = (service: string): boolean => Object.hasOwn(LOAD, service);

/** `s3:PutObject` and its input, in whatever form it was asked for. */
export interface AwsCall {
  service: string;
  action: string;
  region: string;
  input: Fields;
}

/** @throws ActionError InvalidParameter */
export function readAwsCall(type: string, action: string, args: unknown): AwsCall {
  const fields = fieldsOf(args);
  if (type === 'aws-ses') {
    const { toAddress, fromAddress, subject, body } = fields;
    const input = {
      Source: fromAddress,
      Destination: { ToAddresses: [toAddress].flat() },
      Message: { Subject: { Data: subject }, Body: { Text: { Data: body } } },
    };
    return { service: 'ses', action: 'SendEmail', region: '', input };
  }
  if (type === 'aws-s3') {
    const { bucket, key, acl, contentType, body } = fields;
    const input = { Bucket: bucket, Key: key, ACL: acl, ContentType: contentType, Body: body };
    return {
      service: 's3',
      action: action === 'put' ? 'PutObject' : 'SignPolicy',
      region: '',
      input,
    };
  }
  if (action === 'execute') {
    const { aws_service, aws_action, aws_region, aws_arguments } = fields;
    return {
      service: textOf(aws_service).toLowerCase(),
      action: textOf(aws_action),
      region: typeof aws_region === 'string' ? aws_region : '',
      input: fieldsOf(aws_arguments),
    };
  }
  const [service = '', name = ''] = action.split(':');
  return {
    service,
    action: name,
    region: typeof fields.region === 'string' ? fields.region : '',
    input: fieldsOf(fields.input),
  };
}

/** Binaries become bytes; what the SDK does not know it leaves out by itself. */
function toSdk(value: unknown): unknown {
  if (value instanceof Binary) return value.value();
  if (Array.isArray(value)) return value.map(toSdk);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toSdk(inner)]));
}

/** Bytes and streams become Binaries; names stay as Go writes them. */
async function fromSdk(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return new Binary(value);
  if (Array.isArray(value)) return Promise.all(value.map(fromSdk));
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if ('transformToByteArray' in value && typeof value.transformToByteArray === 'function') {
    const read = value.transformToByteArray as () => Promise<Uint8Array>;
    return new Binary(await read.call(value));
  }
  const out: Fields = {};
  for (const [name, inner] of Object.entries(value)) {
    if (name !== '$metadata' && inner !== undefined) out[name] = await fromSdk(inner);
  }
  return out;
}

const BLOBS = new Set(['Body', 'Payload', 'Data']);
/** Blobs may be given as text. */
function withBlobs(input: Fields): Fields {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      BLOBS.has(name) && typeof value === 'string' ? Buffer.from(value, 'utf8') : toSdk(value),
    ]),
  );
}

function configOf(account: AwsAccount, region: string) {
  return {
    region: region || account.region || 'us-east-1',
    credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
    // Servers that speak like S3 know no trailing checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    responseChecksumValidation: 'WHEN_REQUIRED' as const,
    maxAttempts: 2,
    ...(account.endpoint !== '' && { endpoint: account.endpoint, forcePathStyle: true }),
  };
}

/** Runs an action with the official client. @throws ActionError AWSError */
export async function runAwsAction(
  call: AwsCall,
  account: AwsAccount,
  signal: AbortSignal,
): Promise<unknown> {
  const entry = isRunnable(call.service) ? LOAD[call.service] : undefined;
  if (entry === undefined) {
    throw new ActionError(
      'AWSError',
      `${call.service}:${call.action} is not available offline; add a stub for it`,
    );
  }
  if (account.secretAccessKey === '') {
    throw new ActionError('AWSError', 'the Secret with the secret access key is not set');
  }
  if (call.action === 'PresignURL') return presign(call, account);
  if (call.action === 'SignPolicy') return signPolicy(call, account);
  const sdk = (await entry.load()) as Module;
  const Command = sdk[`${call.action}Command`];
  const ClientClass = sdk[entry.client];
  if (Command === undefined || ClientClass === undefined) {
    throw new ActionError('AWSError', `${call.service} has no action ${call.action}`);
  }
  const client = new ClientClass(configOf(account, call.region)) as Client;
  try {
    const output = await client.send(new Command(withBlobs(call.input)), { abortSignal: signal });
    return await fromSdk(output);
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ActionError('AWSError', message, error);
  } finally {
    client.destroy();
  }
}

/** `{Bucket, Key, Method, ExpirationMS}`: a URL that is good for a while. */
async function presign({ input, region }: AwsCall, account: AwsAccount): Promise<string> {
  const { S3Client, GetObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const client = new S3Client(configOf(account, region));
  const at = { Bucket: String(input.Bucket), Key: String(input.Key) };
  const isPut = textOf(input.Method).toUpperCase() === 'PUT';
  const expiresIn = Math.max(1, Math.floor(Number(input.ExpirationMS ?? 900_000) / 1000));
  try {
    return isPut
      ? await getSignedUrl(client, new PutObjectCommand(at), { expiresIn })
      : await getSignedUrl(client, new GetObjectCommand(at), { expiresIn });
  } finally {
    client.destroy();
  }
}

/** A policy for a form that uploads to S3 (Signature Version 4). */
function signPolicy({ input }: AwsCall, account: AwsAccount): Fields {
  const now = new Date();
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const region = account.region || 'us-east-1';
  const credential = `${account.accessKeyId}/${day}/${region}/s3/aws4_request`;
  const algorithm = 'AWS4-HMAC-SHA256';
  const policy = Buffer.from(
    JSON.stringify({
      expiration: new Date(now.getTime() + 300_000).toISOString(),
      conditions: [
        { bucket: input.Bucket },
        ['eq', '$key', input.Key],
        { acl: input.ACL },
        ['eq', '$Content-Type', input.ContentType],
        { 'x-amz-algorithm': algorithm },
        { 'x-amz-credential': credential },
        { 'x-amz-date': stamp },
      ],
    }),
  ).toString('base64');
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (at, part) => hmac(at, part),
    `AWS4${account.secretAccessKey}`,
  );
  const signature = hmac(key, policy).toString('hex');
  return { policy, signature, algorithm, date: stamp, credential };
}
