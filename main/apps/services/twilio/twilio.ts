import { ActionError, badArgument } from '../action-error.ts';
import { fieldsOf, textOf } from '../ejson.ts';
import { type Post, vendorMessage } from '../post.ts';

const NUMBER = /^(?:whatsapp:)?\+[1-9]\d{1,14}$/;

export interface TwilioMessage {
  to: string;
  /** A number, or the name or short code of a sender. */
  from: string;
  body: string;
  /** '' for none. */
  mediaUrl: string;
}

/** @throws ActionError InvalidParameter */
export function readTwilioMessage(args: unknown): TwilioMessage {
  const { to, from, body, mediaUrl } = fieldsOf(args);
  if (typeof to !== 'string' || !NUMBER.test(to))
    throw badArgument('to has to be a phone number like +15551234567');
  if (typeof from !== 'string' || from === '') throw badArgument('from is missing');
  if (typeof body !== 'string' && typeof mediaUrl !== 'string')
    throw badArgument('body is missing');
  return {
    to,
    from,
    body: textOf(body),
    mediaUrl: textOf(mediaUrl),
  };
}

export interface TwilioAccount {
  sid: string;
  /** '' where the Secret is not set. */
  authToken: string;
  /** '' for Twilio’s own. */
  endpoint: string;
}

/**
 * Sends a message by Twilio’s REST interface.
 *
 * @returns what became of it, in words.
 * @throws ActionError TwilioError
 */
export async function sendByTwilio(
  message: TwilioMessage,
  { sid, authToken, endpoint }: TwilioAccount,
  post: Post,
): Promise<string> {
  if (sid === '') throw new ActionError('TwilioError', 'the service has no sid');
  if (authToken === '')
    throw new ActionError('TwilioError', 'the Secret with the auth token is not set');
  const base = endpoint === '' ? 'https://api.twilio.com' : endpoint.replace(/\/$/, '');
  const form = new URLSearchParams({ To: message.to, From: message.from });
  if (message.body !== '') form.set('Body', message.body);
  if (message.mediaUrl !== '') form.set('MediaUrl', message.mediaUrl);
  const { status, text } = await post({
    url: `${base}/2010-04-01/Accounts/${encodeURIComponent(sid)}/Messages.json`,
    user: { name: sid, password: authToken },
    type: 'application/x-www-form-urlencoded',
    body: form.toString(),
  });
  if (status >= 200 && status < 300) return `Twilio accepted it (${status}).`;
  throw new ActionError('TwilioError', `Twilio answered ${status}: ${vendorMessage(text)}`);
}
