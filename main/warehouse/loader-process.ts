import type { Database } from 'better-sqlite3';
import { answerCalls } from '../lib/child-process/answer-calls.ts';
import { bodyText, checkBody } from './body-text.ts';
import { type LoadItem, type Loader, openLoader, type Profile } from './loader.ts';
import { openSchemaFile } from './schema-file.ts';
import type { LoaderCall, LoaderCalls, LoaderOrder, SentItem } from './worker-protocol.ts';

// The entry of the loading process: one call at a time, all writing to the files of schemas.

const MAX_OPEN = 8;
/** Of the schemas; every call says the same. */
let folder = '';

interface Open {
  db: Database;
  loader: Loader;
  key: string;
}
const open = new Map<string, Open>();

function close(schema: string): void {
  open.get(schema)?.db.close();
  open.delete(schema);
}

function loaderOf(schema: string, profile: Profile): Loader {
  const key = JSON.stringify(profile);
  const known = open.get(schema);
  if (known?.key === key) {
    // Moved to the end: the first one is the longest unused.
    open.delete(schema);
    open.set(schema, known);
    return known.loader;
  }
  close(schema);
  const oldest = open.keys().next().value;
  if (open.size >= MAX_OPEN && oldest !== undefined) close(oldest);
  const db = openSchemaFile(folder, schema);
  try {
    const loader = openLoader(db, profile, Date.now);
    loader.configure();
    open.set(schema, { db, loader, key });
    return loader;
  } catch (error) {
    db.close();
    throw error;
  }
}

async function readItem(item: SentItem): Promise<LoadItem> {
  const { captureId, receivedAt, bytes, firstSeq } = item;
  const body = bytes && (await bodyText(Buffer.from(bytes), item));
  return {
    captureId,
    receivedAt,
    // Taken once, and no longer what it was taken for: it is rejected with a reason, not passed over.
    text: body && (body.ok ? body.text : Buffer.from(bytes ?? []).toString('utf8')),
    ...(firstSeq !== undefined && { firstSeq }),
  };
}
const readAll = (items: SentItem[]): Promise<LoadItem[]> => Promise.all(items.map(readItem));

const calls: {
  [C in LoaderCall]: (
    input: LoaderCalls[C]['in'],
  ) => LoaderCalls[C]['out'] | Promise<LoaderCalls[C]['out']>;
} = {
  check: ({ bytes, ...told }) => checkBody(Buffer.from(bytes), told),
  configure: ({ schema, profile }) => (loaderOf(schema, profile), null),
  load: async ({ schema, profile, items }) => {
    const read = await readAll(items);
    return loaderOf(schema, profile).load(read);
  },
  reload: async ({ schema, profile, item }) => {
    const read = await readItem(item);
    return loaderOf(schema, profile).reload(read);
  },
  reset: ({ schema, profile }) => loaderOf(schema, profile).reset(),
  pending: ({ schema, profile, limit }) => loaderOf(schema, profile).pending(limit),
  loadPending: async ({ schema, profile, items }) => {
    const read = await readAll(items);
    return loaderOf(schema, profile).loadPending(read);
  },
  close: ({ schema }) => (close(schema), null),
};

answerCalls(async (order: LoaderOrder) => {
  ({ folder } = order);
  if (order.call === 'end') {
    for (const schema of open.keys()) close(schema);
    return null;
  }
  try {
    return await calls[order.call](order.input as never);
  } catch (error) {
    // What was begun is taken back; the file is opened again, whatever happened to it.
    const { schema } = order.input as { schema?: string };
    if (schema !== undefined) close(schema);
    throw error;
  }
});
