import type { MongoClient } from 'mongodb';
import type { LoadPackage } from '../../../lib/packages/add-ons.ts';
import type { CallDocuments, DocumentsAnswer } from '../documents.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import { onlyReads } from '../reads.ts';
import { readArgs, runOnServer } from './server-actions.ts';

interface MongoServerOptions {
  /** `mongodb://` or `mongodb+srv://`. */
  uri: string;
  /** Loads the driver. */
  load: LoadPackage;
  /** How long to look for a server, and how long an action may take. */
  connectMs?: number;
  limitMs?: number;
}

/**
 * A real server behind a `mongodb-atlas` service. The driver is loaded, and the connection made,
 * at the first call; later calls share it.
 */
export function createMongoServer(options: MongoServerOptions) {
  const { uri, load, connectMs = 5000, limitMs = 30_000 } = options;
  let connecting: Promise<MongoClient> | undefined;

  const connect = async (): Promise<MongoClient> => {
    const { MongoClient: Client } = load('mongodb') as typeof import('mongodb');
    const client = new Client(uri, {
      serverSelectionTimeoutMS: connectMs,
      connectTimeoutMS: connectMs,
      socketTimeoutMS: limitMs,
      // Types must survive: int32, int64 and double are told apart, patterns stay as they are.
      promoteValues: false,
      promoteLongs: false,
      promoteBuffers: false,
      bsonRegExp: true,
      appName: 'Backstitch',
    });
    try {
      return await client.connect();
    } catch (error) {
      await client.close();
      throw error;
    }
  };
  const connected = async (): Promise<MongoClient> => {
    connecting ??= connect();
    try {
      return await connecting;
    } catch (error) {
      // The next call tries again.
      connecting = undefined;
      throw error;
    }
  };

  const call: CallDocuments = async (request, signal) => {
    try {
      const args = readArgs(request.args);
      if (request.session && !onlyReads(request.action, args)) {
        throw new MongoDBError('a dry run writes nothing to a real server');
      }
      const answered = connected().then((client) => runOnServer(client, request.action, args));
      return { ok: true, result: await untilAborted(answered, signal) };
    } catch (error) {
      return failure(messageOf(error), uri);
    }
  };
  return {
    call,
    async [Symbol.asyncDispose](): Promise<void> {
      const client = await connecting?.catch(() => undefined);
      await client?.close();
    },
  };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(new MongoDBError('the call was cancelled'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    // Whichever lost the race still needs a reader.
    work.catch(() => {});
    aborted.promise.catch(() => {});
  }
}

function failure(message: string, uri: string): DocumentsAnswer {
  return { ok: false, code: 'MongoDBError', message: withoutPassword(message, uri) };
}

/** Driver errors may quote the URI. Its password appears in no message. */
export function withoutPassword(message: string, uri: string): string {
  const password = /^[^:]+:\/\/[^/@]*?:(.*)@/.exec(uri)?.[1] ?? '';
  const shapes = [password, safeDecode(password)].filter((text) => text !== '');
  const quoted = message.replaceAll(/(:\/\/[^:@/\s]*):[^@\s]*@/g, '$1:…@');
  return shapes.reduce((text, secret) => text.replaceAll(secret, '…'), quoted);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
