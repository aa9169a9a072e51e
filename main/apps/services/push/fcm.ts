import { importPKCS8, SignJWT } from 'jose';
import type { Clock } from '../../../lib/clock.ts';
import { ActionError } from '../action-error.ts';
import { fieldsOf } from '../ejson.ts';
import { type Post, vendorMessage } from '../post.ts';
import { fcmPayloads } from './fcm-payload.ts';
import type { PushMessage } from './push-message.ts';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';

export interface PushAccount {
  /** JSON of a service account; '' where the Secret is not set. */
  account: string;
  /** '' for Google’s own. */
  endpoint: string;
}

/**
 * Sends a push by FCM’s HTTP v1 interface. All receivers are tried before a failure is told.
 *
 * @returns what became of it, in words.
 * @throws ActionError GCMError
 */
export async function sendByFcm(
  push: PushMessage,
  { account, endpoint }: PushAccount,
  post: Post,
  clock: Clock,
): Promise<string> {
  const payloads = fcmPayloads(push);
  if (payloads.length === 0)
    throw new ActionError('GCMError', 'users have no devices here: pass registrationTokens or to');
  const key = readAccount(account);
  const base = endpoint === '' ? 'https://fcm.googleapis.com' : endpoint.replace(/\/$/, '');
  const url = `${base}/v1/projects/${encodeURIComponent(key.projectId)}/messages:send`;
  const token = await accessToken(key, post, clock);
  const failures: string[] = [];
  for (const payload of payloads) {
    const body = JSON.stringify(payload);
    const { status, text } = await post({ url, token, type: 'application/json', body });
    if (status < 200 || status >= 300) {
      failures.push(`FCM answered ${status}: ${vendorMessage(text)}`);
    }
  }
  if (failures.length === 0) return `FCM took ${payloads.length}.`;
  const [first = ''] = failures;
  const count = payloads.length === 1 ? '' : ` (${failures.length} of ${payloads.length} failed)`;
  throw new ActionError('GCMError', first + count);
}

interface ServiceAccount {
  projectId: string;
  email: string;
  privateKey: string;
  tokenUri: string;
}

function readAccount(text: string): ServiceAccount {
  try {
    const { project_id, client_email, private_key, token_uri } = fieldsOf(JSON.parse(text));
    if (
      typeof project_id === 'string' &&
      typeof client_email === 'string' &&
      typeof private_key === 'string'
    ) {
      return {
        projectId: project_id,
        email: client_email,
        privateKey: private_key,
        tokenUri: typeof token_uri === 'string' ? token_uri : 'https://oauth2.googleapis.com/token',
      };
    }
  } catch {
    // Said below.
  }
  throw new ActionError(
    'GCMError',
    'the Secret of the service is not a service account for FCM HTTP v1',
  );
}

/** Changes a signed statement of the service account for a token. @see RFC 7523 */
async function accessToken(account: ServiceAccount, post: Post, clock: Clock): Promise<string> {
  const nowS = Math.floor(clock.now() / 1000);
  const key = await importPKCS8(account.privateKey, 'RS256').catch((error: unknown) => {
    throw new ActionError('GCMError', 'the service account has no readable private key', error);
  });
  const assertion = await new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(account.email)
    .setAudience(account.tokenUri)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + 600)
    .sign(key);
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion,
  });
  const { status, text } = await post({
    url: account.tokenUri,
    type: 'application/x-www-form-urlencoded',
    body: form.toString(),
  });
  const token = status === 200 ? tokenIn(text) : undefined;
  if (token !== undefined) return token;
  throw new ActionError('GCMError', `the service account was refused: ${vendorMessage(text)}`);
}

function tokenIn(text: string): string | undefined {
  try {
    const { access_token } = fieldsOf(JSON.parse(text));
    return typeof access_token === 'string' ? access_token : undefined;
  } catch {
    return undefined;
  }
}
