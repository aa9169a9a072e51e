import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { IntegrationId, LoadBatch } from '../integrations.ts';
import { CaptureId, QueryBoolean } from '../shapes.ts';

export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof Cell>;

export const TableColumn = z.object({
  name: z.string(),
  type: z.string().describe('integer, float, boolean, string, json, timestamp; system columns too'),
  base: z.string().nullable().describe('the field it belongs to; null for system columns'),
  isSplit: z.boolean(),
  firstCapture: CaptureId.nullable(),
  createdAt: z.string().nullable(),
});
export type TableColumn = z.infer<typeof TableColumn>;

export const ColumnStats = TableColumn.extend({
  filled: z.number().int(),
  samples: z.array(z.string()),
});
export type ColumnStats = z.infer<typeof ColumnStats>;

export const RowPage = z.object({
  columns: z.array(TableColumn),
  /** Integers beyond 2^53 are their digits. Texts are cut at 500 characters, with an ellipsis. */
  rows: z.array(z.array(Cell)),
  captures: z.array(CaptureId.nullable()).describe('the capture each row came in'),
  total: z.number().int(),
  leftOut: z
    .number()
    .int()
    .describe('rows that data_latest leaves out, having no value of the key; else 0'),
});
export type RowPage = z.infer<typeof RowPage>;

export const Reject = z.object({
  id: z.number().int(),
  record: z.string(),
  reason: z.string(),
  table: z.string(),
  rejectedAt: z.string(),
  captureId: CaptureId.nullable(),
});
export type Reject = z.infer<typeof Reject>;

/** A value that a column must have. */
export const RowCondition = z.object({
  column: z.string().max(300),
  value: z.string().max(500).nullable().describe('as the list shows it; null: none'),
});
export type RowCondition = z.infer<typeof RowCondition>;

/** In a query it is JSON; what is none is refused with the schema's words. */
const conditions = z.preprocess((given) => {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    // Left as it is: a text is no list.
    return given;
  }
}, z.array(RowCondition).max(20).default([]));

const byId = z.object({ id: IntegrationId });
const onRead = errors('INTEGRATION_NOT_FOUND', 'QUERY_FAILED');

/** What was loaded: tables, their columns and rows, and the records that were rejected. */
export const integrationRows = {
  rows: oc
    .route({ method: 'GET', path: '/integrations/{id}/rows', summary: 'Rows of a table or view' })
    .input(
      byId.extend({
        table: z.string().max(300).default('data'),
        order: z.string().max(300).default('_sdc_sequence'),
        descending: QueryBoolean.default(true),
        filter: z.string().max(500).default('').describe('text that any column holds'),
        where: conditions.describe('values that columns must have; in a query as JSON'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
        offset: z.coerce.number().int().min(0).default(0),
      }),
    )
    .output(RowPage)
    .errors(onRead),
  values: oc
    .route({
      method: 'GET',
      path: '/integrations/{id}/values',
      summary: 'The most frequent values of a column',
    })
    .input(
      byId.extend({
        table: z.string().max(300).default('data'),
        column: z.string().max(300),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(
      z.object({
        items: z.array(z.object({ value: Cell, count: z.number().int() })),
        more: z.boolean(),
      }),
    )
    .errors(onRead),
  cell: oc
    .route({ method: 'GET', path: '/integrations/{id}/cell', summary: 'One value in full' })
    .input(
      byId.extend({
        table: z.string().max(300),
        column: z.string().max(300),
        sequence: z.string().regex(/^\d{1,19}$/),
      }),
    )
    .output(z.object({ value: Cell }))
    .errors(onRead),
  tables: oc
    .route({ method: 'GET', path: '/integrations/{id}/tables', summary: 'Its tables and views' })
    .input(byId)
    .output(z.array(z.object({ name: z.string(), kind: z.enum(['table', 'view']) })))
    .errors(onRead),
  columns: oc
    .route({ method: 'GET', path: '/integrations/{id}/columns', summary: 'Columns with samples' })
    .input(byId)
    .output(z.object({ rows: z.number().int(), columns: z.array(ColumnStats) }))
    .errors(onRead),
  rejects: oc
    .route({ method: 'GET', path: '/integrations/{id}/rejects', summary: 'Rejected records' })
    .input(byId.extend({ limit: z.coerce.number().int().min(1).max(500).default(100) }))
    .output(z.object({ items: z.array(Reject), total: z.number().int() }))
    .errors(onRead),
  ofCapture: oc
    .route({ method: 'GET', path: '/captures/{id}/load', summary: 'What a capture was loaded as' })
    .input(z.object({ id: CaptureId }))
    .output(
      z
        .object({
          integrationId: IntegrationId,
          name: z.string(),
          state: z.enum(['waiting', 'loaded']),
          batch: LoadBatch.nullable(),
          records: z.number().int(),
          rows: z.number().int(),
          firstSequence: z.string().nullable(),
          rejects: z.array(Reject),
          newColumns: z.array(z.string()),
        })
        .nullable(),
    ),
};
