import type { AppModel } from '../../../preload/contract/app-model.ts';
import type { ImportNote } from '../../../preload/contract/apps.ts';
import type { Trigger } from '../../../preload/contract/apps/triggers.ts';
import { type AppFiles, booleanOf, fieldsOf, filesIn, readJson, stringOf } from './app-files.ts';
import { cronOf, nextAfter } from './cron.ts';

type ReadTrigger = Omit<Trigger, 'appId'>;

/** The triggers of an app, by name. They are kept, not run: each says what would make it fire. */
export function readTriggers(files: AppFiles, now: number): ReadTrigger[] {
  const out: ReadTrigger[] = [];
  for (const file of filesIn(files, 'triggers', '.json')) {
    const path = `triggers/${file}`;
    const read = readJson(files, path);
    if (read.kind === 'absent') continue;
    const fields = read.kind === 'json' ? fieldsOf(read.file.value) : {};
    const config = fieldsOf(fields.config);
    const type = stringOf(fields.type);
    out.push({
      path,
      name: stringOf(fields.name, file.replace(/\.json$/, '')),
      type,
      functionName: functionOf(fields),
      disabled: booleanOf(fields.disabled),
      ...(read.kind === 'broken'
        ? { firesOn: '', nextAt: null, problem: read.message }
        : { ...firing(type, config, now), problem: null }),
      ...placeOf(config),
    });
  }
  return out.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Since 2021 the function stands below `event_processors`. */
function functionOf(fields: Record<string, unknown>): string {
  const processor = fieldsOf(fieldsOf(fields.event_processors).FUNCTION);
  return stringOf(fields.function_name, stringOf(fieldsOf(processor.config).function_name));
}

function placeOf(
  config: Record<string, unknown>,
): Pick<
  Trigger,
  | 'service'
  | 'database'
  | 'collection'
  | 'operations'
  | 'match'
  | 'project'
  | 'fullDocument'
  | 'fullDocumentBeforeChange'
> {
  const operations = Array.isArray(config.operation_types)
    ? config.operation_types.map(String)
    : [stringOf(config.operation_type)].filter((one) => one !== '');
  return {
    service: stringOf(config.service_name, 'mongodb-atlas'),
    database: stringOf(config.database),
    collection: stringOf(config.collection),
    operations,
    match: objectText(config.match),
    project: objectText(config.project),
    fullDocument: booleanOf(config.full_document),
    fullDocumentBeforeChange: booleanOf(config.full_document_before_change),
  };
}

/** JSON of an object with fields; '' for any other value. */
const objectText = (value: unknown): string =>
  Object.keys(fieldsOf(value)).length === 0 ? '' : JSON.stringify(value);

function firing(
  type: string,
  config: Record<string, unknown>,
  now: number,
): Pick<Trigger, 'firesOn' | 'nextAt'> {
  if (type === 'SCHEDULED') {
    const schedule = stringOf(config.schedule);
    const cron = cronOf(schedule);
    const nextAt = cron === null ? null : nextAfter(cron, now);
    const firesOn =
      cron === null
        ? `the schedule “${schedule}”, which cannot be read`
        : `the schedule ${schedule} (UTC)`;
    return { firesOn, nextAt };
  }
  const { operations, database, collection, match } = placeOf(config);
  const what = operations.length === 0 ? 'a change' : operations.join(', ').toLowerCase();
  if (type === 'DATABASE') {
    const where = collection === '' ? database || 'any database' : `${database}.${collection}`;
    const which = match === '' ? '' : ` that matches ${match}`;
    return { firesOn: `${what} in ${where}${which}`, nextAt: null };
  }
  if (type === 'AUTHENTICATION') return { firesOn: `${what} of a user`, nextAt: null };
  return {
    firesOn: type === '' ? 'an event that its file does not name' : type.toLowerCase(),
    nextAt: null,
  };
}

/** What an import says of each trigger: what would have fired it, and how to run it all the same. */
export function triggerNotes(files: AppFiles, model: AppModel, now: number): ImportNote[] {
  return readTriggers(files, now).map((trigger): ImportNote => {
    const { path, functionName, firesOn, nextAt, disabled, problem } = trigger;
    if (problem !== null) return { path, kind: 'failed', message: problem };
    if (!model.functions.some(({ name }) => name === functionName)) {
      return {
        path,
        kind: 'warning',
        message: `The trigger calls the function “${functionName}”, which the app does not have.`,
      };
    }
    const next = nextAt === null ? '' : `, next at ${new Date(nextAt).toISOString().slice(0, 16)}Z`;
    const off = disabled ? ' It is disabled.' : '';
    const message = `On ${firesOn} it would call ${functionName}${next}. Triggers never fire here: run it yourself under Functions.${off}`;
    return { path, kind: 'unsupported', message };
  });
}
