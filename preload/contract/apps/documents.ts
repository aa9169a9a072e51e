import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId, JsonText } from '../app-model.ts';
import { errors } from '../errors.ts';

/** How documents stand in a file. As input, `json` and `ejson` are the same. */
export const DocumentFormat = z.enum(['json', 'ejson', 'ndjson', 'csv']);
export type DocumentFormat = z.infer<typeof DocumentFormat>;

/** What an import does with the documents that are there. */
export const ImportMode = z
  .enum(['add', 'replace', 'clear'])
  .describe('add: a taken _id is an error; replace: by _id; clear: the others go');
export type ImportMode = z.infer<typeof ImportMode>;

const byApp = z.object({ appId: AppId });
const byCollection = byApp.extend({
  service: z.string().max(200).default('mongodb-atlas'),
  database: z.string().min(1).max(120),
  collection: z.string().min(1).max(200),
});
const query = JsonText.describe('EJSON of a query; "" for all');
const onDocuments = errors('APP_NOT_FOUND', 'DOCUMENTS_FAILED');

/** Collections of an app that lie on this machine. No rule binds what is done here. */
export const documents = {
  overview: oc
    .route({ method: 'GET', path: '/documents', summary: 'Databases and collections' })
    .input(byApp.extend({ service: z.string().max(200).default('mongodb-atlas') }))
    .output(
      z.array(z.object({ database: z.string(), collection: z.string(), count: z.number().int() })),
    )
    .errors(onDocuments),
  read: oc
    .route({ method: 'POST', path: '/documents/read', summary: 'A page of a collection' })
    .input(
      byCollection.extend({
        query,
        skip: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(200).default(50),
        sort: JsonText.default('').describe(
          'EJSON of {field: 1 or -1}; "" for the order they were added in',
        ),
      }),
    )
    .output(z.object({ items: z.array(z.string().describe('EJSON')), total: z.number().int() }))
    .errors(onDocuments),
  save: oc
    .route({ method: 'PUT', path: '/documents/one', summary: 'Add or replace one document' })
    .input(byCollection.extend({ document: JsonText, isNew: z.boolean() }))
    .output(z.object({ document: z.string() }))
    .errors(onDocuments),
  remove: oc
    .route({ method: 'POST', path: '/documents/one/remove', summary: 'Delete one document' })
    .input(byCollection.extend({ id: JsonText.describe('EJSON of the _id') }))
    .output(z.object({ removed: z.boolean() }))
    .errors(onDocuments),
  insert: oc
    .route({ method: 'POST', path: '/documents', summary: 'Add documents: all or nothing' })
    .input(
      byCollection.extend({
        documents: z.string().max(20_000_000).describe('EJSON: a document or an array of them'),
      }),
    )
    .output(z.object({ inserted: z.number().int() }))
    .errors(onDocuments),
  update: oc
    .route({ method: 'POST', path: '/documents/update', summary: 'Change what a query finds' })
    .input(
      byCollection.extend({
        // No default: a forgotten query must not mean everything.
        query: JsonText.min(1),
        update: JsonText.min(1).describe('EJSON: operators such as $set, or a pipeline'),
        many: z.boolean().default(false),
        upsert: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        matched: z.number().int(),
        modified: z.number().int(),
        upsertedId: z.string().nullable().describe('EJSON'),
      }),
    )
    .errors(onDocuments),
  removeFound: oc
    .route({ method: 'POST', path: '/documents/remove', summary: 'Delete what a query finds' })
    .input(byCollection.extend({ query: JsonText.min(1), many: z.boolean().default(false) }))
    .output(z.object({ removed: z.number().int() }))
    .errors(onDocuments),
  import: oc
    .route({ method: 'POST', path: '/documents/import', summary: 'Import a file: all or nothing' })
    .input(
      byCollection.extend({
        format: DocumentFormat,
        mode: ImportMode.default('add'),
        text: z.string().max(20_000_000),
      }),
    )
    .output(
      z.object({
        inserted: z.number().int(),
        replaced: z.number().int(),
        removed: z.number().int(),
      }),
    )
    .errors(onDocuments),
  export: oc
    .route({ method: 'POST', path: '/documents/export', summary: 'Export what a query finds' })
    .input(byCollection.extend({ format: DocumentFormat, query: query.default('') }))
    .output(z.object({ text: z.string(), count: z.number().int() }))
    .errors(onDocuments),
};
