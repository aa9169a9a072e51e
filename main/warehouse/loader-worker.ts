import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { bodyText, checkBody } from './body-text.ts';
import { type LoadItem, type Loader, openLoader, type Profile } from './loader.ts';
import { openSchemaFile } from './schema-file.ts';
import type { FromThread, LoaderCall, LoaderCalls, SentItem } from './worker-protocol.ts';

// The entry of the loading thread: one call at a time, all writing to the files of schemas.

const { folder } = workerData as { folder: string };
const MAX_OPEN = 8;

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

/** One after the other: two calls would meet in the same transaction. */
let last: Promise<void> = Promise.resolve();

type FromHost = 'end' | { id: number; call: LoaderCall; input: never };

parentPort?.on('message', (message: FromHost) => {
  last = last.then(() =>
    message === 'end' ? end() : answer(message.id, message.call, message.input),
  );
});

/** Closes the files and lets the thread run out. */
function end(): void {
  for (const schema of open.keys()) close(schema);
  parentPort?.close();
}

async function answer(id: number, call: LoaderCall, input: never): Promise<void> {
  const send = (message: FromThread): void => parentPort?.postMessage(message, []);
  try {
    send({ id, ok: true, value: await calls[call](input) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    // What was begun is taken back; the file is opened anew, whatever happened to it.
    const { schema } = input as { schema?: string };
    if (schema !== undefined) close(schema);
    send({ id, ok: false, message, code: typeof code === 'string' ? code : '' });
  }
}
