/** An account of AWS as a service names it. */
export interface AwsAccount {
  accessKeyId: string;
  /** '' where the Secret is not set. */
  secretAccessKey: string;
  region: string;
  /** Base URL used instead of AWS; '' for theirs. */
  endpoint: string;
}

/** Of the call, of the service, or the first that AWS had. */
export const regionOf = (account: AwsAccount, asked: string): string =>
  asked || account.region || 'us-east-1';

/** What every client of the SDK is made with. */
export function clientConfig(account: AwsAccount, region: string) {
  return {
    region: regionOf(account, region),
    credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
    // Servers that speak like S3 know no trailing checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    responseChecksumValidation: 'WHEN_REQUIRED' as const,
    // Of SQS: a function could send signed requests anywhere, by a URL that is no queue's.
    useQueueUrlAsEndpoint: false,
    maxAttempts: 2,
    ...(account.endpoint !== '' && { endpoint: account.endpoint, forcePathStyle: true }),
  };
}

/** Where an object of S3 is found, as the old service told it. */
export function objectUrl(account: AwsAccount, bucket: string, key: string): string {
  const path = key.split('/').map(encodeURIComponent).join('/');
  if (account.endpoint !== '') return `${account.endpoint.replace(/\/$/, '')}/${bucket}/${path}`;
  return `https://${bucket}.s3.${regionOf(account, '')}.amazonaws.com/${path}`;
}
