import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { answerCalls } from '../lib/child-process/answer-calls.ts';
import { bodyText, checkBody } from './body-text.ts';
import { type LoadItem, type Loader, openLoader, type Profile } from './loading/loader.ts';
import type { LoaderCall, LoaderCalls, LoaderOrder, SentItem } from './loading/protocol.ts';
import { moveAside } from './move-aside.ts';
import { openSchemaFile } from './schema-file.ts';

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

function close(file: string): void {
  open.get(file)?.db.close();
  open.delete(file);
}

function loaderOf(file: string, profile: Profile): Loader {
  const key = JSON.stringify(profile);
  const known = open.get(file);
  if (known?.key === key) {
    // Moved to the end: the first one is the longest unused.
    open.delete(file);
    open.set(file, known);
    return known.loader;
  }
  close(file);
  const oldest = open.keys().next().value;
  if (open.size >= MAX_OPEN && oldest !== undefined) close(oldest);
  const db = openSchemaFile(join(folder, file));
  try {
    const loader = openLoader(db, profile, Date.now);
    loader.configure();
    open.set(file, { db, loader, key });
    return loader;
  } catch (error) {
    db.close();
    throw error;
  }
}

async function readItem(item: SentItem): Promise<LoadItem> {
  const { captureId, receivedAt, bytes, firstSeq, refused } = item;
  const body = bytes && (await bodyText(Buffer.from(bytes), item));
  return {
    captureId,
    receivedAt,
    // Taken once, and no longer what it was taken for: it is rejected with a reason, not passed over.
    text: body && (body.ok ? body.text : Buffer.from(bytes ?? []).toString('utf8')),
    ...(firstSeq !== undefined && { firstSeq }),
    ...(refused !== undefined && { refused }),
  };
}
const readAll = (items: SentItem[]): Promise<LoadItem[]> => Promise.all(items.map(readItem));

const calls: {
  [C in LoaderCall]: (
    input: LoaderCalls[C]['in'],
  ) => LoaderCalls[C]['out'] | Promise<LoaderCalls[C]['out']>;
} = {
  check: ({ bytes, ...told }) => checkBody(Buffer.from(bytes), told),
  configure: ({ file, profile }) => (loaderOf(file, profile), null),
  load: async ({ file, profile, items }) => {
    const read = await readAll(items);
    return loaderOf(file, profile).load(read);
  },
  reload: async ({ file, profile, item }) => {
    const read = await readItem(item);
    return loaderOf(file, profile).reload(read);
  },
  loaded: ({ file, profile, after, limit }) => loaderOf(file, profile).loaded(after, limit),
  reset: ({ file, profile, deleted, expired }) =>
    loaderOf(file, profile).reset({ deleted, expired }),
  pending: ({ file, profile, limit }) => loaderOf(file, profile).pending(limit),
  loadPending: async ({ file, profile, items }) => {
    const read = await readAll(items);
    return loaderOf(file, profile).loadPending(read);
  },
  moveAside: ({ file, to }) => {
    close(file);
    moveAside(join(folder, file), join(folder, to));
    return null;
  },
};

answerCalls(async (order: LoaderOrder) => {
  ({ folder } = order);
  if (order.call === 'end') {
    for (const file of open.keys()) close(file);
    return null;
  }
  try {
    return await calls[order.call](order.input as never);
  } catch (error) {
    // What was begun is taken back; the file is opened again, whatever happened to it.
    const { file } = order.input as { file?: string };
    if (file !== undefined) close(file);
    throw error;
  }
});
