import { createHmac } from 'node:crypto';
import type { LoadPackage } from '../../../lib/packages/add-ons.ts';
import type { Clock } from '../../../lib/clock.ts';
import { badArgument } from '../action-error.ts';
import type { Fields } from '../ejson.ts';
import { type AwsAccount, clientConfig, regionOf } from './aws-account.ts';
import type { AwsCall } from './aws-call.ts';

const DEFAULT_EXPIRY_MS = 900_000;
const POLICY_MS = 300_000;

/** `{Bucket, Key, Method, ExpirationMS}`: a URL that is good for a while. Nothing is sent. */
export async function presign(
  { input, region }: AwsCall,
  account: AwsAccount,
  load: LoadPackage,
): Promise<string> {
  const { Bucket, Key, Method = 'GET', ExpirationMS = DEFAULT_EXPIRY_MS } = input;
  if (typeof Bucket !== 'string' || typeof Key !== 'string')
    throw badArgument('Bucket and Key are needed');
  const sdk = load('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  const { getSignedUrl } = load(
    '@aws-sdk/s3-request-presigner',
  ) as typeof import('@aws-sdk/s3-request-presigner');
  const at = { Bucket, Key };
  const expiresIn = Math.max(1, Math.floor(Number(ExpirationMS) / 1000));
  const client = new sdk.S3Client(clientConfig(account, region));
  try {
    switch (String(Method).toUpperCase()) {
      case 'GET':
        return await getSignedUrl(client, new sdk.GetObjectCommand(at), { expiresIn });
      case 'PUT':
        return await getSignedUrl(client, new sdk.PutObjectCommand(at), { expiresIn });
      case 'HEAD':
        return await getSignedUrl(client, new sdk.HeadObjectCommand(at), { expiresIn });
      case 'DELETE':
        return await getSignedUrl(client, new sdk.DeleteObjectCommand(at), { expiresIn });
      default:
        throw badArgument('Method has to be GET, PUT, HEAD or DELETE');
    }
  } finally {
    client.destroy();
  }
}

/** A policy for a form that uploads to S3 (Signature Version 4). */
export function signPolicy({ input }: AwsCall, account: AwsAccount, clock: Clock): Fields {
  const now = clock.now();
  const date = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const region = regionOf(account, '');
  const credential = `${account.accessKeyId}/${day}/${region}/s3/aws4_request`;
  const algorithm = 'AWS4-HMAC-SHA256';
  const rules = {
    expiration: new Date(now + POLICY_MS).toISOString(),
    conditions: [
      { bucket: input.Bucket },
      ['eq', '$key', input.Key],
      ...(typeof input.ACL === 'string' ? [{ acl: input.ACL }] : []),
      ...(typeof input.ContentType === 'string'
        ? [['eq', '$Content-Type', input.ContentType]]
        : []),
      { 'x-amz-algorithm': algorithm },
      { 'x-amz-credential': credential },
      { 'x-amz-date': date },
    ],
  };
  const policy = Buffer.from(JSON.stringify(rules), 'utf8').toString('base64');
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${account.secretAccessKey}`,
  );
  return { policy, signature: hmac(key, policy).toString('hex'), algorithm, date, credential };
}
