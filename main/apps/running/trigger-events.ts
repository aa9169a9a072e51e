import { EJSON, Long, ObjectId, Timestamp } from 'bson';
import type { Trigger } from '../../../preload/contract/apps/triggers.ts';
import type { Apps } from '../config/apps.ts';
import type { Documents } from '../documents/documents.ts';
import { updateDescription } from '../documents/update-description.ts';
import { parseDocument, toEjson } from '../documents/values/ejson.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Clock } from '../../lib/clock.ts';

interface Parts {
  apps: Apps;
  store: Documents;
  clock: Clock;
}

/** A document before and after a change, as EJSON; null where there is none. */
interface Change {
  before: string | null;
  after: string | null;
}

/** Makes the events that a trigger on a collection gets, and looks whether its match lets them through. */
export function openTriggerEvents({ apps, store, clock }: Parts) {
  let runs = 0;

  /** The first document of the collection it watches, or one with an `_id` alone. */
  async function someDocument(trigger: Trigger): Promise<string> {
    const { appId, service, database, collection } = trigger;
    const isLocal = apps.serviceSettings(apps.get(appId), service).mongoUri === '';
    const made = EJSON.stringify({ _id: new ObjectId() }, { relaxed: false });
    if (database === '' || collection === '' || !isLocal) return made;
    const at = { appId, service, database, collection };
    const { items } = await store.read(at, { query: '', skip: 0, limit: 1 });
    return items[0] ?? made;
  }

  /** What an update makes of the first document, in a dry run: nothing is written. */
  async function changed(trigger: Trigger, update: string): Promise<Change> {
    const before = await someDocument(trigger);
    runs += 1;
    const session = `trigger-${trigger.appId}-${runs}`;
    const ask = async (action: string, args: string): Promise<string> => {
      const { appId, service, database, collection } = trigger;
      const place = `"database":${JSON.stringify(database)},"collection":${JSON.stringify(collection)}`;
      const answer = await store.call({
        appId,
        service,
        action,
        args: `{${place},${args}}`,
        session,
      });
      if (answer.ok) return answer.result;
      throw new BackstitchError('APP_INVALID', answer.message, { field: 'update' });
    };
    try {
      const query = `"query":{"_id":${toEjson(parseDocument(before, 'the document')['_id'] ?? null)}}`;
      const after = await ask(
        'findOneAndUpdate',
        `${query},"update":${update},"options":{"returnNewDocument":true}`,
      );
      if (after !== 'null') return { before, after };
      throw new BackstitchError('APP_INVALID', 'The collection has no document to update.', {
        field: 'update',
      });
    } finally {
      await store.endSession(session);
    }
  }

  /** A change of a document that is there: of an update, its last field as if it was set just now. */
  async function someChange(trigger: Trigger, operation: string): Promise<Change> {
    const text = await someDocument(trigger);
    if (operation === 'insert') return { before: null, after: text };
    if (operation === 'delete') return { before: text, after: null };
    if (operation !== 'update') return { before: text, after: text };
    const before = parseDocument(text, 'the document');
    const last = Object.keys(before).findLast((key) => key !== '_id');
    if (last !== undefined) delete before[last];
    return { before: toEjson(before), after: text };
  }

  return {
    /**
     * EJSON of a change event as the vendor would make it.
     *
     * @param update EJSON of an update that is tried on the first document; '' for a change that is
     *   made up of that document. A whole document replaces.
     * @throws BackstitchError APP_INVALID for an update that is refused.
     */
    async changeEvent(trigger: Trigger, update: string): Promise<string> {
      const asked = (trigger.operations[0] ?? 'INSERT').toLowerCase();
      const operation = update.trim() === '' ? asked : operationOf(update);
      const { before, after } =
        update.trim() === ''
          ? await someChange(trigger, operation)
          : await changed(trigger, update);
      const read = (text: string | null) =>
        text === null ? undefined : parseDocument(text, 'the document');
      const [old, now] = [read(before), read(after)];
      const id = (now ?? old)?.['_id'] ?? null;
      const seconds = Math.floor(clock.now() / 1000);
      const shows = operation === 'update' ? trigger.fullDocument : operation !== 'delete';
      const fields: [string, string][] = [
        ['_id', text({ _data: new ObjectId().toHexString() })],
        ['operationType', JSON.stringify(operation)],
        ['clusterTime', text({ t: new Timestamp({ t: seconds, i: 1 }) }, 't')],
        ['ns', text({ db: trigger.database, coll: trigger.collection })],
        ['documentKey', `{"_id":${toEjson(id)}}`],
      ];
      if (shows && after !== null) fields.push(['fullDocument', after]);
      if (trigger.fullDocumentBeforeChange && before !== null)
        fields.push(['fullDocumentBeforeChange', before]);
      if (operation === 'update' && old && now)
        fields.push(['updateDescription', toEjson(updateDescription(old, now))]);
      fields.push(['txnNumber', text({ n: Long.fromNumber(1) }, 'n')]);
      return `{${fields.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
    },

    /**
     * Whether the match of a trigger lets an event through, and what its projection leaves of it. In a
     * process of the store: a pattern in it may take for ever.
     *
     * @throws BackstitchError APP_INVALID for a match or projection that is refused.
     */
    async filtered(trigger: Trigger, event: string): Promise<{ matches: boolean; event: string }> {
      if (trigger.match === '' && trigger.project === '') return { matches: true, event };
      // What is no JSON of one value could bring stages of its own.
      parsed(event, 'event');
      const stages = [
        `{"$documents":{"$literal":[${event}]}}`,
        ...(trigger.match === '' ? [] : [`{"$match":${trigger.match}}`]),
        ...(trigger.project === '' ? [] : [`{"$project":${trigger.project}}`]),
      ];
      const answer = await store.call({
        appId: trigger.appId,
        service: trigger.service,
        action: 'aggregate',
        args: `{"database":"event","collection":"event","pipeline":[${stages.join(',')}]}`,
      });
      if (!answer.ok) throw new BackstitchError('APP_INVALID', answer.message, { field: 'match' });
      const [left] = EJSON.parse(answer.result, { relaxed: false }) as object[];
      return left === undefined
        ? { matches: false, event }
        : { matches: true, event: EJSON.stringify(left, { relaxed: false }) };
    },
  };
}

/** `update` for operators and pipelines, `replace` for a whole document. */
function operationOf(update: string): 'update' | 'replace' {
  const value = parsed(update, 'update');
  const [first = ''] = Object.keys(Object(value));
  return Array.isArray(value) || first.startsWith('$') ? 'update' : 'replace';
}

function parsed(json: string, field: 'update' | 'event'): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new BackstitchError('APP_INVALID', `The ${field} is not valid JSON.`, { field });
  }
}

/** Canonical EJSON of an object, or of one of its fields. */
function text(value: object, field?: string): string {
  const whole = EJSON.stringify(value, { relaxed: false });
  return field === undefined ? whole : whole.slice(`{"${field}":`.length, -1);
}
