import { EJSON, Long, ObjectId, Timestamp } from 'bson';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { SideEffects } from '../../../preload/contract/functions.ts';
import type { Trigger } from '../../../preload/contract/triggers.ts';
import type { Apps } from '../../app-config/apps.ts';
import { readTriggers } from '../../app-config/triggers.ts';
import type { Documents as DocumentStore } from '../../documents/documents.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Users } from '../../users/users.ts';
import type { Trials } from '../trials.ts';

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

  /** EJSON of an event as the vendor would make it; null where the function gets none. */
  async function eventOf(trigger: Trigger): Promise<string | null> {
    if (trigger.type === 'DATABASE') return changeEvent(trigger, await someDocument(trigger));
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
  /** The first document of the collection it watches, or one with an `_id` alone. */
  async function someDocument(trigger: Trigger): Promise<Record<string, unknown>> {
    const made = { _id: new ObjectId() };
    const { appId, service, database, collection } = trigger;
    const isLocal = apps.serviceSettings(apps.get(appId), service).mongoUri === '';
    if (database === '' || collection === '' || !isLocal) return made;
    const at = { appId, service, database, collection };
    const { items } = await store.read(at, { query: '', skip: 0, limit: 1 });
    const [first] = items;
    return first === undefined
      ? made
      : (EJSON.parse(first, { relaxed: false }) as Record<string, unknown>);
  }
  function changeEvent(trigger: Trigger, document: Record<string, unknown>): string {
    const operationType = (trigger.operations[0] ?? 'INSERT').toLowerCase();
    const seconds = Math.floor(clock.now() / 1000);
    return text({
      _id: { _data: new ObjectId().toHexString() },
      operationType,
      clusterTime: new Timestamp({ t: seconds, i: 1 }),
      ns: { db: trigger.database, coll: trigger.collection },
      documentKey: { _id: document['_id'] },
      ...(operationType !== 'delete' && { fullDocument: document }),
      ...(operationType === 'update' && {
        updateDescription: { updatedFields: {}, removedFields: [] },
      }),
      txnNumber: Long.fromNumber(1),
    });
  }

  return {
    list: ({ appId }: { appId: AppId }) => list(appId),
    async run(input: { appId: AppId; name: string; sideEffects: SideEffects; event: string }) {
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
      const event = input.event.trim() === '' ? await eventOf(trigger) : input.event;
      const trial = await trials.try({
        appId: input.appId,
        of: { kind: 'function', name },
        source: null,
        sideEffects: input.sideEffects,
        captureId: null,
        args: event === null ? '[]' : `[${event}]`,
        userId: '',
      });
      return { event, trial };
    },
  };
}

const text = (value: object): string => EJSON.stringify(value, { relaxed: false });
