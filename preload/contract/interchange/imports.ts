import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { CaptureId, EndpointId, EpochMs } from '../shapes.ts';

export const ImportId = z.string().min(1).max(40).brand<'ImportId'>();
export type ImportId = z.infer<typeof ImportId>;

/** What is read. Which one a file is, its content says. */
export const ImportFormat = z.enum([
  'backstitch',
  'ndjson',
  'har',
  'curl',
  'http',
  'postman',
  'fixtures',
  'cloudevents',
  'raw',
  'webhook.site',
  'ngrok',
  'hookdeck',
  'mockoon',
]);
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ImportProblem = z.object({
  index: z.number().int().nullable().describe('which entry, from 0; null for the file as a whole'),
  message: z.string(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

export const ImportEntry = z.object({
  index: z.number().int(),
  receivedAt: EpochMs.nullable().describe('null where the file does not say: the time of import'),
  method: z.string(),
  target: z.string(),
  host: z.string().nullable(),
  contentType: z.string().nullable(),
  sizeBytes: z.number().int(),
  status: z.number().int().nullable(),
  known: z.boolean().describe('it is among the captures already'),
  rebuilt: z.boolean().describe('its bytes are not the original ones'),
  redacted: z.boolean().describe('something was cut out of it'),
});
export type ImportEntry = z.infer<typeof ImportEntry>;

/** What a file holds. */
export const ImportRead = z.object({
  entries: z.number().int().describe('that can be read'),
  new: z.number().int(),
  known: z.number().int(),
  rebuilt: z.number().int(),
  redacted: z.number().int(),
  problemCount: z.number().int(),
  problems: z.array(ImportProblem).describe('the first 100'),
  notTakenCount: z
    .number()
    .int()
    .describe('entries that come in without all that the file says of them'),
  notTaken: z
    .array(ImportProblem)
    .describe('what is left out of them, such as scripts: the first 100'),
  first: z.array(ImportEntry).describe('the first 10'),
  notes: z.array(z.string()).describe('what such a file does not tell, and what to know first'),
});
export type ImportRead = z.infer<typeof ImportRead>;

/** How far an import has come, while its file is read and while it runs. */
export const ImportProgress = z.object({
  bytesRead: z.number().int().describe('of the file; from 0 again in each state'),
  bytes: z
    .number()
    .int()
    .nullable()
    .describe('size of the file; null where its sender does not say'),
  entries: z.number().int().describe('gone through, those that cannot be read too'),
  added: z.number().int().describe('captures'),
});
export type ImportProgress = z.infer<typeof ImportProgress>;

export const Import = z.object({
  id: ImportId,
  at: EpochMs.describe('when it was read, or imported'),
  format: ImportFormat.nullable().describe('null while too little of it has come to tell'),
  name: z.string().describe('of the file'),
  state: z
    .enum(['receiving', 'reading', 'read', 'applying', 'applied', 'undone'])
    .describe('receiving: its bytes still come; reading: they are looked through'),
  captures: z.number().int().describe('that it added'),
  progress: ImportProgress.nullable().describe('null where nothing of it is running'),
  file: ImportRead.nullable().describe(
    'null until it was read, and once its file is gone, an hour later',
  ),
});
export type Import = z.infer<typeof Import>;

export const Imported = z.object({
  imported: z.number().int(),
  skipped: z.number().int().describe('that were known or not asked for'),
  problems: z.number().int().describe('that could not be read'),
  canceled: z.boolean().describe('it was stopped before its end: what was added stays'),
  ids: z.array(CaptureId).describe('of the first 1000'),
});
export type Imported = z.infer<typeof Imported>;

/** The name is shown only: nothing is ever written under it. */
const FileName = z.string().max(300);
const byId = z.object({ id: ImportId });
/** Who gives one can follow the import from the first byte on, and stop it. */
const ownId = z
  .uuid()
  .pipe(ImportId)
  .optional()
  .describe('under which the import is followed while its file is read; left out: one is made');

export const imports = {
  /** The bytes of a file. REST takes them by a streaming route of its own, 1 GB at most. */
  upload: oc
    .input(
      z.object({
        file: z.instanceof(Blob),
        name: FileName.default(''),
        format: ImportFormat.optional().describe('left out: as the content says'),
        id: ownId,
      }),
    )
    .output(Import)
    .errors(errors('IMPORT_INVALID', 'IMPORT_STOPPED', 'IMPORT_TOO_LARGE', 'STORE_UNAVAILABLE')),
  /** Only for scripts with the token and for the desktop: a page must not read files. */
  fromPath: oc
    .route({
      method: 'POST',
      path: '/imports/from-path',
      summary: 'Read a file of this computer, or a folder of fixtures, without importing it yet',
    })
    .input(
      z.object({
        path: z.string().min(1).max(4096),
        format: ImportFormat.optional(),
        id: ownId,
      }),
    )
    .output(Import)
    .errors(
      errors(
        'IMPORT_INVALID',
        'IMPORT_STOPPED',
        'IMPORT_TOO_LARGE',
        'FORBIDDEN',
        'STORE_UNAVAILABLE',
      ),
    ),
  list: oc
    .route({ method: 'GET', path: '/imports', summary: 'What was imported, and files just read' })
    .output(z.array(Import).describe('the newest first')),
  get: oc
    .route({ method: 'GET', path: '/imports/{id}', summary: 'One import, and what its file holds' })
    .input(byId)
    .output(Import)
    .errors(errors('IMPORT_NOT_FOUND')),
  apply: oc
    .route({
      method: 'POST',
      path: '/imports/{id}/apply',
      summary: 'Add the captures of a file that was read',
    })
    .input(
      byId.extend({
        endpointId: EndpointId.optional().describe('shown as taken by this endpoint'),
        duplicates: z
          .enum(['skip', 'again'])
          .default('skip')
          .describe('what becomes of those that are there already'),
        only: z
          .array(z.number().int().min(0))
          .max(100_000)
          .optional()
          .describe('indices of the entries; left out: all'),
      }),
    )
    .output(Imported)
    .errors(
      errors('IMPORT_NOT_FOUND', 'IMPORT_INVALID', 'ENDPOINT_NOT_FOUND', 'STORE_UNAVAILABLE'),
    ),
  cancel: oc
    .route({
      method: 'POST',
      path: '/imports/{id}/cancel',
      summary:
        'Stop an import that is running: what it added stays, and can be undone; a file that is being read is deleted',
    })
    .input(byId)
    .output(Import.describe('as it is then; of a file that was being read, as it was'))
    .errors(errors('IMPORT_NOT_FOUND')),
  live: oc
    .route({
      method: 'GET',
      path: '/imports/{id}/live',
      summary: 'The import after each step, from the first byte of its file, until it has ended',
    })
    .input(byId)
    .output(eventIterator(Import))
    .errors(errors('IMPORT_NOT_FOUND')),
  undo: oc
    .route({
      method: 'POST',
      path: '/imports/{id}/undo',
      summary: 'Delete exactly what an import added',
    })
    .input(byId)
    .output(z.object({ removed: z.number().int() }))
    .errors(errors('IMPORT_NOT_FOUND', 'IMPORT_INVALID', 'STORE_UNAVAILABLE')),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/imports/{id}',
      summary: 'Forget an import and delete its file; its captures stay',
    })
    .input(byId)
    .errors(errors('IMPORT_NOT_FOUND', 'IMPORT_INVALID', 'STORE_UNAVAILABLE')),
};
