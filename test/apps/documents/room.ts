import { EJSON } from 'bson';
import { type Documents, openDocuments } from '../../../main/apps/documents/documents.ts';
import { startNodeProcess } from '../../../main/lib/child-process/start-node-process.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

type Options = Partial<Parameters<typeof openDocuments>[0]>;

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** A store in a folder of its own, with a short way to ask it. */
export function openRoom(options: Options = {}) {
  const dir = tempDir();
  let used = 0;
  const documents = openDocuments({
    dir: dir.path,
    log: silent,
    startProcess: startNodeProcess,
    ...options,
  });
  return {
    dir: dir.path,
    documents,
    /** The name of a collection nobody else uses: tests may share a room, which costs a process. */
    fresh: () => `c${(used += 1)}`,
    ...asking(documents),
    async [Symbol.asyncDispose]() {
      await documents[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

/**
 * `ask` runs an action on `shop.orders` and gives its result as relaxed values, with numbers,
 * ids and dates as plain JSON; `canonical` gives the text that went over.
 */
export function asking(documents: Pick<Documents, 'call'>) {
  const canonical = async (action: string, args: object, session?: string): Promise<string> => {
    const answer = await documents.call({
      appId: 'app1',
      service: 'mongodb-atlas',
      action,
      args: EJSON.stringify(
        { database: 'shop', collection: 'orders', ...args },
        { relaxed: false },
      ),
      session,
    });
    if (!answer.ok) throw new Error(answer.message);
    return answer.result;
  };
  return {
    canonical,
    async ask(action: string, args: object = {}, session?: string): Promise<unknown> {
      const value: unknown = EJSON.parse(await canonical(action, args, session));
      return value;
    },
    /** Puts documents into `shop.orders` or another collection of `shop`. */
    async put(list: object[], collection = 'orders'): Promise<void> {
      await canonical('insertMany', { documents: list, collection });
    },
  };
}
