import { ActionError } from './action-error.ts';
import { fieldsOf, readEjson } from './ejson.ts';
import { readHttpCall } from './http/arguments.ts';
import { runHttpAction } from './http/http-action.ts';
import {
  type Post,
  readPushMessage,
  readTwilioMessage,
  sendByFcm,
  sendByTwilio,
} from './messages.ts';
import type { ActionContext, FoundService, ServiceParts } from './services.ts';

/**
 * Keeps a message in the outbox, and sends it where that was asked for.
 *
 * @throws ActionError TwilioError, GCMError, HTTPError
 */
export async function deliverMessage(
  parts: ServiceParts,
  context: ActionContext,
  found: FoundService,
  argsText: string,
  offline: boolean,
  signal: AbortSignal,
): Promise<'outbox' | 'live'> {
  const { service, settings } = found;
  const args = readEjson(argsText);
  const isText = service.type === 'twilio';
  const text = isText ? readTwilioMessage(args) : readPushMessage(args);
  const { senderId } = fieldsOf(readEjson(service.config || '{}'));
  const kept = {
    appId: context.appId,
    service: service.name,
    kind: service.type,
    captureRowId: context.captureRowId,
    createdAt: parts.clock.now(),
    from: 'from' in text ? text.from : typeof senderId === 'string' ? senderId : '',
    to: 'to' in text ? text.to : text.recipients,
    text: 'body' in text ? text.body : text.text,
    args: argsText,
  };
  if (!settings.sendForReal || offline) {
    await parts.outbox.add({ ...kept, sent: 'kept', outcome: 'Kept here; nothing was sent.' });
    return 'outbox';
  }
  try {
    const outcome = await sendForReal(parts, context, found, args, signal);
    await parts.outbox.add({ ...kept, sent: 'sent', outcome });
    return 'live';
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await parts.outbox.add({ ...kept, sent: 'failed', outcome: why });
    throw error;
  }
}

async function sendForReal(
  parts: ServiceParts,
  context: ActionContext,
  { service, settings }: FoundService,
  args: unknown,
  signal: AbortSignal,
): Promise<string> {
  const post: Post = async (url, headers, body) => {
    const call = readHttpCall('post', { url, headers, body });
    const hosts = { isOwnListener: parts.isOwnListener, allowedHosts: settings.allowedHosts };
    const answer = fieldsOf(await runHttpAction(call, { clock: parts.clock, hosts, signal }));
    const bytes = answer.body as { value: () => Uint8Array };
    return { status: Number(answer.statusCode), text: Buffer.from(bytes.value()).toString('utf8') };
  };
  const secret = (field: string): string =>
    parts.secret(context.appId, service.secretConfig[field] ?? '') ?? '';
  if (service.type === 'gcm') {
    const account = { account: secret('apiKey'), endpoint: settings.endpoint };
    return sendByFcm(readPushMessage(args), account, post);
  }
  const { sid } = fieldsOf(readEjson(service.config || '{}'));
  const authToken = secret('auth_token');
  if (authToken === '') {
    throw new ActionError('TwilioError', 'the Secret with the auth token is not set');
  }
  const account = {
    sid: typeof sid === 'string' ? sid : '',
    authToken,
    endpoint: settings.endpoint,
  };
  return sendByTwilio(readTwilioMessage(args), account, post);
}
