import { importPKCS8, SignJWT } from 'jose';
import { ActionError } from './action-error.ts';
import { type Fields, fieldsOf, textOf } from './ejson.ts';

const bad = (text: string): ActionError => new ActionError('InvalidParameter', text);
const NUMBER = /^(?:whatsapp:)?\+[1-9]\d{1,14}$/;

export interface TwilioMessage {
  to: string;
  from: string;
  body: string;
  mediaUrl: string;
}

/** @throws ActionError InvalidParameter */
export function readTwilioMessage(args: unknown): TwilioMessage {
  const { to, from, body, mediaUrl } = fieldsOf(args);
  if (typeof to !== 'string' || !NUMBER.test(to))
    throw bad('to has to be a phone number like +15551234567');
  if (typeof from !== 'string' || from === '') throw bad('from is missing');
  if (typeof body !== 'string' && typeof mediaUrl !== 'string') throw bad('body is missing');
  return {
    to,
    from,
    body: typeof body === 'string' ? body : '',
    mediaUrl: typeof mediaUrl === 'string' ? mediaUrl : '',
  };
}

export interface PushMessage {
  recipients: string;
  text: string;
  fields: Fields;
}

/** @throws ActionError InvalidParameter */
export function readPushMessage(args: unknown): PushMessage {
  const fields = fieldsOf(args);
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  const to = typeof fields.to === 'string' ? [fields.to] : [];
  const recipients = [...to, ...list(fields.userIds), ...list(fields.registrationTokens)];
  if (recipients.length === 0) throw bad('one of userIds, to and registrationTokens is needed');
  const { timeToLive, priority } = fields;
  if (timeToLive !== undefined && !(Number(timeToLive) >= 0 && Number(timeToLive) <= 2_419_200)) {
    throw bad('timeToLive has to be 0 to 2419200 seconds');
  }
  if (priority !== undefined && priority !== 'high' && priority !== 'normal') {
    throw bad('priority has to be high or normal');
  }
  const { title, body } = fieldsOf(fields.notification);
  const text = [title, body].filter((part) => typeof part === 'string').join(': ');
  return { recipients: recipients.join(', '), text, fields };
}

/** Sends a form or JSON by POST; the status and text of the answer. */
export type Post = (
  url: string,
  headers: Record<string, string>,
  body: string,
) => Promise<{ status: number; text: string }>;

/** Sends a message by Twilio's REST interface. @throws ActionError TwilioError */
export async function sendByTwilio(
  message: TwilioMessage,
  { sid, authToken, endpoint }: { sid: string; authToken: string; endpoint: string },
  post: Post,
): Promise<string> {
  const base = endpoint === '' ? 'https://api.twilio.com' : endpoint.replace(/\/$/, '');
  const url = `${base}/2010-04-01/Accounts/${encodeURIComponent(sid)}/Messages.json`;
  const form = new URLSearchParams({ To: message.to, From: message.from, Body: message.body });
  if (message.mediaUrl !== '') form.set('MediaUrl', message.mediaUrl);
  const basic = Buffer.from(`${sid}:${authToken}`, 'utf8').toString('base64');
  const headers = {
    Authorization: `Basic ${basic}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const { status, text } = await post(url, headers, form.toString());
  if (status >= 200 && status < 300) return `Twilio took it (${status}).`;
  throw new ActionError('TwilioError', `Twilio answered ${status}: ${messageIn(text)}`);
}

/** Sends a push by FCM's HTTP v1 interface. @throws ActionError GCMError */
export async function sendByFcm(
  message: PushMessage,
  { account, endpoint }: { account: string; endpoint: string },
  post: Post,
): Promise<string> {
  const key = readAccount(account);
  const base = endpoint === '' ? 'https://fcm.googleapis.com' : endpoint.replace(/\/$/, '');
  const token = await accessToken(key, post);
  const { notification, data, to, registrationTokens, collapseKey, priority, timeToLive } =
    message.fields;
  const { title, body } = fieldsOf(notification);
  const targets = [
    ...(typeof to === 'string' ? [{ topic: to.replace(/^\/topics\//, '') }] : []),
    ...(Array.isArray(registrationTokens)
      ? registrationTokens.map((one) => ({ token: String(one) }))
      : []),
  ];
  if (targets.length === 0) {
    throw new ActionError('GCMError', 'users have no devices here: give registrationTokens or to');
  }
  for (const target of targets) {
    const payload = {
      message: {
        ...target,
        notification: { title, body },
        ...(data !== undefined && {
          data: Object.fromEntries(
            Object.entries(fieldsOf(data)).map(([name, value]) => [name, String(value)]),
          ),
        }),
        android: {
          ...(typeof collapseKey === 'string' && { collapse_key: collapseKey }),
          ...(priority !== undefined && { priority: textOf(priority).toUpperCase() }),
          ...(timeToLive !== undefined && { ttl: `${Number(timeToLive)}s` }),
        },
      },
    };
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const url = `${base}/v1/projects/${encodeURIComponent(key.projectId)}/messages:send`;
    const { status, text } = await post(url, headers, JSON.stringify(payload));
    if (status < 200 || status >= 300) {
      throw new ActionError('GCMError', `FCM answered ${status}: ${messageIn(text)}`);
    }
  }
  return `FCM took ${targets.length}.`;
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
    'the Secret of the service is no service account of FCM HTTP v1',
  );
}

async function accessToken(account: ServiceAccount, post: Post): Promise<string> {
  const assertion = await new SignJWT({
    scope: 'https://www.googleapis.com/auth/firebase.messaging',
  })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(account.email)
    .setAudience(account.tokenUri)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(await importPKCS8(account.privateKey, 'RS256'));
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion,
  });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const { status, text } = await post(account.tokenUri, headers, form.toString());
  const { access_token } = status === 200 ? fieldsOf(JSON.parse(text)) : {};
  if (typeof access_token === 'string') return access_token;
  throw new ActionError('GCMError', `the service account was refused: ${messageIn(text)}`);
}

function messageIn(text: string): string {
  try {
    const { message, error, error_description: described } = fieldsOf(JSON.parse(text));
    const found = message ?? described ?? fieldsOf(error).message ?? error;
    if (typeof found === 'string') return found;
  } catch {
    // Not JSON: the text itself is shown.
  }
  return text.slice(0, 300);
}
