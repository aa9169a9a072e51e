import { EJSON } from 'bson';
import { z } from 'zod';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { DocumentFormat } from '../../../preload/contract/apps/documents.ts';
import type { Apps } from '../config/apps.ts';
import type { Documents as DocumentStore } from '../documents/documents.ts';
import { BackstitchError } from '../../lib/errors.ts';

const Updated = z.object({
  matchedCount: z.number(),
  modifiedCount: z.number(),
  upsertedId: z.unknown().optional(),
});
const Removed = z.object({ deletedCount: z.number() });

interface AtCollection {
  appId: AppId;
  service: string;
  database: string;
  collection: string;
}

/** `documents` of the contract. Collections of a real server are looked at there. */
export function documentsSurface(apps: Apps, store: DocumentStore) {
  function checkLocal(appId: AppId, service: string): void {
    const app = apps.get(appId);
    if (apps.serviceSettings(app, service).mongoUri === '') return;
    throw new BackstitchError('DOCUMENTS_FAILED', 'These collections are on your MongoDB server.', {
      hint: 'Look at them there, or remove its address from the settings of the service.',
    });
  }
  const at = ({ appId, service, database, collection }: AtCollection) => {
    checkLocal(appId, service);
    return { appId, service, database, collection };
  };
  /** Runs an action. `texts` are EJSON and go over as they are: no number is read on the way. */
  async function act(
    { appId, service, database, collection }: AtCollection,
    action: string,
    texts: Record<string, string>,
    options: Record<string, string> = {},
  ): Promise<unknown> {
    for (const [name, text] of Object.entries(texts)) {
      const problem = problemOf(text);
      if (problem === null) continue;
      throw new BackstitchError('DOCUMENTS_FAILED', `The ${name} is not valid EJSON: ${problem}`, {
        field: name,
      });
    }
    const fields = [
      ['database', JSON.stringify(database)],
      ['collection', JSON.stringify(collection)],
      ...Object.entries(texts),
      ['options', objectText(Object.entries(options))],
    ];
    const args = objectText(fields as [string, string][]);
    const answer = await store.call({ appId, service, action, args });
    if (!answer.ok) throw new BackstitchError('DOCUMENTS_FAILED', `${answer.message}.`);
    return EJSON.parse(answer.result, { relaxed: true });
  }

  return {
    overview({ appId, service }: { appId: AppId; service: string }) {
      checkLocal(appId, service);
      return store.overview(appId, service);
    },
    read: (
      input: AtCollection & {
        query: string;
        skip: number;
        limit: number;
        sort?: string | undefined;
      },
    ) => {
      const { query, skip, limit, sort } = input;
      return store.read(at(input), { query, skip, limit, sort });
    },
    async save(input: AtCollection & { document: string; isNew: boolean }) {
      const document = input.isNew
        ? await store.insert(at(input), input.document)
        : await store.replace(at(input), input.document);
      return { document };
    },
    insert: async (input: AtCollection & { documents: string }) => {
      const file = { text: input.documents, format: 'json', mode: 'add' } as const;
      const { inserted } = await store.import(at(input), file);
      return { inserted };
    },
    async update(
      input: AtCollection & { query: string; update: string; many: boolean; upsert: boolean },
    ) {
      const { query, update, upsert } = input;
      const options = { upsert: String(upsert) };
      const action = input.many ? 'updateMany' : 'updateOne';
      const result = Updated.parse(await act(at(input), action, { query, update }, options));
      const { upsertedId } = result;
      return {
        matched: result.matchedCount,
        modified: result.modifiedCount,
        upsertedId:
          upsertedId === undefined ? null : EJSON.stringify(upsertedId, { relaxed: false }),
      };
    },
    async removeFound({ many, query, ...input }: AtCollection & { query: string; many: boolean }) {
      const result = await act(at(input), many ? 'deleteMany' : 'deleteOne', { query });
      return { removed: Removed.parse(result).deletedCount };
    },
    import: (input: AtCollection & Parameters<DocumentStore['import']>[1]) => {
      const { text, format, mode } = input;
      return store.import(at(input), { text, format, mode });
    },
    export: (input: AtCollection & { query: string; format: DocumentFormat }) =>
      store.export(at(input), { query: input.query, format: input.format }),
    remove: async (input: AtCollection & { id: string }) => ({
      removed: await store.remove(at(input), input.id),
    }),
  };
}

const objectText = (fields: readonly (readonly [string, string])[]): string =>
  `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;

/** Why a text is no JSON; spliced into arguments it would mean something else. */
function problemOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
