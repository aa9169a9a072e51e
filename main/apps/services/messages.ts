import { badArgument } from './action-error.ts';
import { messageIn } from './aws/aws-call.ts';
import { fieldsOf, readEjson, textOf } from './ejson.ts';
import type { NewMessage } from './outbox.ts';
import { createPost } from './post.ts';
import type { FoundService, Prepared } from './prepare.ts';
import { sendByFcm } from './push/fcm.ts';
import { summarizePush } from './push/push-message.ts';
import type { ActionContext, ServiceParts } from './service-parts.ts';
import { shownArguments } from './shown-arguments.ts';
import { sendByTwilio } from './twilio/twilio.ts';

export const KEPT = 'Kept here; nothing was sent.';

/** The config of a service as an object; {} where it cannot be read. */
export function configOf({ service }: FoundService): Record<string, string> {
  const fields = fieldsOf(readEjson(service.config.trim() === '' ? '{}' : service.config));
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
}

/** Keeps messages that functions send in the outbox, and sends them where that was asked for. */
export function createMessenger(parts: ServiceParts) {
  const secretOf = ({ appId }: ActionContext, { service }: FoundService, field: string): string => {
    const name = service.secretConfig[field];
    return name === undefined ? '' : (parts.secret(appId, name) ?? '');
  };

  async function keep(
    context: ActionContext,
    { found, call }: Prepared,
    message: Pick<NewMessage, 'from' | 'to' | 'text' | 'sent' | 'outcome'>,
  ): Promise<void> {
    if (found === null) return;
    await parts.outbox.add({
      ...message,
      appId: context.appId,
      service: found.service.name,
      kind: found.service.type,
      captureRowId: context.captureRowId,
      createdAt: parts.clock.now(),
      args: shownArguments(found.service.type, call.args),
    });
  }

  function transmit(context: ActionContext, prepared: Prepared, signal: AbortSignal) {
    const { found, work } = prepared;
    if (found === null || (work.kind !== 'twilio' && work.kind !== 'push'))
      throw badArgument('this is not a message');
    const { endpoint, allowedHosts } = found.settings;
    const { clock, isOwnListener, publicHost, resolve } = parts;
    const hosts = { isOwnListener, publicHost, allowedHosts };
    const code = work.kind === 'twilio' ? 'TwilioError' : 'GCMError';
    const post = createPost({ clock, hosts, signal, resolve }, code);
    if (work.kind === 'push') {
      const account = secretOf(context, found, 'apiKey');
      return sendByFcm(work.message, { account, endpoint }, post, clock);
    }
    const authToken = secretOf(context, found, 'auth_token');
    const account = { sid: configOf(found).sid ?? '', authToken, endpoint };
    return sendByTwilio(work.message, account, post);
  }

  return {
    secretOf,
    /**
     * Sends a message of Twilio or a push, or keeps it here.
     *
     * @throws ActionError TwilioError, GCMError; the message then stands in the outbox as failed
     */
    async send(
      context: ActionContext,
      prepared: Prepared,
      signal: AbortSignal,
    ): Promise<'outbox' | 'live'> {
      const summary = summaryOf(prepared);
      const isKept = prepared.found?.settings.sendForReal !== true;
      if (isKept || parts.appSettings(context.appId).offline) {
        await keep(context, prepared, { ...summary, sent: 'kept', outcome: KEPT });
        return 'outbox';
      }
      try {
        const outcome = await transmit(context, prepared, signal);
        await keep(context, prepared, { ...summary, sent: 'sent', outcome });
        return 'live';
      } catch (error) {
        const outcome = error instanceof Error ? error.message : String(error);
        await keep(context, prepared, { ...summary, sent: 'failed', outcome });
        throw error;
      }
    },
    /** Notes a mail or a text that goes by AWS; does nothing for other actions. */
    async note(
      context: ActionContext,
      prepared: Prepared,
      sent: NewMessage['sent'],
      outcome: string,
    ): Promise<void> {
      const { work } = prepared;
      const summary = work.kind === 'aws' ? messageIn(work.aws) : null;
      if (summary !== null) await keep(context, prepared, { ...summary, sent, outcome });
    },
  };
}

function summaryOf({ work, found }: Prepared): Pick<NewMessage, 'from' | 'to' | 'text'> {
  if (work.kind === 'twilio') {
    const { from, to, body, mediaUrl } = work.message;
    return { from, to, text: body === '' ? mediaUrl : body };
  }
  const from = found === null ? '' : (configOf(found).senderId ?? '');
  return work.kind === 'push'
    ? { from, ...summarizePush(work.message) }
    : { from, to: '', text: '' };
}
