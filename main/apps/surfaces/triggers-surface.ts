import { EJSON, ObjectId } from 'bson';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { SideEffects } from '../../../preload/contract/apps/functions.ts';
import type { Trigger } from '../../../preload/contract/apps/triggers.ts';
import type { Apps } from '../config/apps.ts';
import { readTriggers } from '../config/triggers.ts';
import type { Documents as DocumentStore } from '../documents/documents.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Users } from '../users/users.ts';
import type { Trials } from '../running/trials.ts';
import { openTriggerEvents } from '../running/trigger-events.ts';

interface Parts {
  apps: Apps;
  users: Users;
  store: DocumentStore;
  trials: Trials;
  clock: Clock;
}

/** `triggers` of the contract. */
export function triggersSurface({ apps, users, store, trials, clock }: Parts) {
  const list = (appId: AppId): Trigger[] =>
    readTriggers(apps.get(appId).files, clock.now()).map((trigger) => ({ appId, ...trigger }));

  const events = openTriggerEvents({ apps, store, clock });

  /** EJSON of an event as the vendor would make it; null where the function gets none. */
  async function eventOf(trigger: Trigger, update: string): Promise<string | null> {
    if (trigger.type === 'DATABASE') return events.changeEvent(trigger, update);
    if (trigger.type !== 'AUTHENTICATION') return null;
    const [user] = users.list({ appId: trigger.appId, search: '' });
    return text({
      operationType: trigger.operations[0] ?? 'LOGIN',
      providers: user?.identities.map(({ providerType }) => providerType) ?? ['local-userpass'],
      user: {
        id: user?.id ?? new ObjectId().toHexString(),
        type: 'normal',
        data: user === undefined ? {} : (EJSON.parse(user.data || '{}') as object),
        identities: user?.identities ?? [],
      },
      time: new Date(clock.now()),
    });
  }
  return {
    list: ({ appId }: { appId: AppId }) => list(appId),
    async run(input: {
      appId: AppId;
      name: string;
      sideEffects: SideEffects;
      event: string;
      update?: string;
    }) {
      const trigger = list(input.appId).find((one) => one.name === input.name);
      if (trigger === undefined) {
        throw new BackstitchError('APP_INVALID', `There is no trigger “${input.name}”.`, {
          field: 'name',
        });
      }
      const name = trigger.functionName;
      const { functions } = apps.get(input.appId).model;
      if (!functions.some((fn) => fn.name === name)) {
        throw new BackstitchError('FUNCTION_NOT_FOUND', `The app has no function “${name}”.`);
      }
      const made =
        input.event.trim() === '' ? await eventOf(trigger, input.update ?? '') : input.event;
      const passed =
        made === null || trigger.type !== 'DATABASE' ? null : await events.filtered(trigger, made);
      const event = passed?.event ?? made;
      const trial = await trials.try({
        appId: input.appId,
        of: { kind: 'function', name },
        source: null,
        sideEffects: input.sideEffects,
        captureId: null,
        args: event === null ? '[]' : `[${event}]`,
        userId: '',
      });
      return { event, matches: passed?.matches ?? true, trial };
    },
  };
}

const text = (value: object): string => EJSON.stringify(value, { relaxed: false });
