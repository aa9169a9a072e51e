import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { Cell } from './rows.ts';
import { CaptureId, EpochMs } from '../shapes.ts';

export const QueryResult = z.object({
  columns: z.array(z.string()),
  types: z.array(z.string().nullable()),
  rows: z.array(z.array(Cell)),
  captures: z
    .array(CaptureId)
    .nullable()
    .describe('those that a column capture_id names, 1,000 at most; null without such a column'),
  cut: z.boolean().describe('there are more rows than are given'),
  durationMs: z.number(),
});
export type QueryResult = z.infer<typeof QueryResult>;

/** What came of a query that ran. */
export const RanQuery = z.object({
  rows: z.number().int(),
  cut: z.boolean().describe('there were more'),
  durationMs: z.number(),
});
export type RanQuery = z.infer<typeof RanQuery>;

export const KeptQuery = z.object({
  id: z.number().int(),
  name: z.string(),
  sql: z.string(),
  saved: z.boolean(),
  ranAt: EpochMs,
  ran: RanQuery.nullable().describe('of the history; null where an earlier version ran it'),
});
export type KeptQuery = z.infer<typeof KeptQuery>;

export const sql = {
  run: oc
    .route({ method: 'POST', path: '/sql', summary: 'Read schemas and captures with SQL' })
    .input(
      z.object({
        sql: z.string().min(1).max(200_000),
        schema: z.string().max(60).default('').describe('where names without a schema are'),
        maxRows: z.number().int().min(1).max(100_000).default(10_000),
        keep: z.boolean().default(true).describe('puts it into the history'),
        redact: z.boolean().default(false).describe('cuts credentials before the query sees them'),
        params: z
          .record(z.string().max(100), Cell)
          .default({})
          .describe('values of :name, by their names without the colon'),
      }),
    )
    .output(QueryResult)
    .errors(errors('QUERY_FAILED')),
  queries: oc
    .route({
      method: 'GET',
      path: '/sql/queries',
      summary: 'Saved queries and the last ones that ran',
    })
    .output(z.array(KeptQuery)),
  saveQuery: oc
    .route({ method: 'PUT', path: '/sql/queries', summary: 'Save a query under a name' })
    .input(
      z.object({
        id: z.number().int().optional().describe('of the one to change; left out: a new one'),
        name: z.string().trim().min(1).max(100),
        sql: z.string().max(200_000),
      }),
    )
    .output(KeptQuery)
    .errors(errors('STORE_UNAVAILABLE')),
  removeQuery: oc
    .route({ method: 'DELETE', path: '/sql/queries/{id}', summary: 'Delete a query' })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(z.object({ removed: z.boolean() }))
    .errors(errors('STORE_UNAVAILABLE')),
  tables: oc
    .route({ method: 'GET', path: '/sql/tables', summary: 'Schemas, tables and columns to ask' })
    .output(
      z.array(
        z.object({
          schema: z.string(),
          tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
        }),
      ),
    ),
};
