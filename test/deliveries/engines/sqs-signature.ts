import type { IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
// That it is old is why it is here.
(load('aws-sdk/lib/maintenance_mode_message') as { suppress: boolean }).suppress = true;
// Gives the signer what it needs of Node.
load('aws-sdk/lib/node_loader');
/** The signer of the vendor's SDK before the one that signs here: another hand wrote it. */
const V4 = load('aws-sdk/lib/signers/v4') as new (
  request: object,
  service: string,
  options: object,
) => {
  unsignableHeaders: string[];
  addAuthorization(credentials: object, date: Date): void;
};

interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/sqs\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;

/** What is wrong with the signature of a request, as AWS names it; null: nothing is. */
export function signatureFault(
  request: { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer },
  key: Key,
): string | null {
  const { method, headers, body } = request;
  const given = headers.authorization ?? '';
  const parts = SIGNED.exec(given);
  if (parts === null) return 'IncompleteSignature';
  const [, id = '', day = '', region = '', names = ''] = parts;
  if (id !== key.accessKeyId) return 'UnrecognizedClientException';
  const time = String(headers['x-amz-date']);
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (at === null || !time.startsWith(day)) return 'IncompleteSignature';
  const date = new Date(
    time.replace(at[0], `${at.slice(1, 4).join('-')}T${at.slice(4).join(':')}Z`),
  );
  const signed = names.split(';');
  // Whoever stands in between must not be able to send it to another queue or as another action.
  const needed = ['host', 'x-amz-date', 'x-amz-target'];
  if (key.sessionToken !== '') needed.push('x-amz-security-token');
  if (needed.some((name) => !signed.includes(name))) return 'IncompleteSignature';
  const own = new Set(['x-amz-date', 'x-amz-security-token']);
  const { pathname, search } = new URL(request.url, 'http://queue');
  const again = {
    method,
    region,
    body,
    headers: Object.fromEntries(
      signed.filter((name) => !own.has(name)).map((name) => [name, headers[name]]),
    ) as Record<string, string>,
    pathname: () => pathname,
    search: () => search.slice(1),
  };
  const signer = new V4(again, 'sqs', { signatureCache: false });
  signer.unsignableHeaders = [];
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  signer.addAuthorization(
    { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    date,
  );
  const plain = (text: string | undefined): string => (text ?? '').replaceAll(', ', ',');
  return plain(again.headers['Authorization']) === plain(given) ? null : 'SignatureDoesNotMatch';
}
