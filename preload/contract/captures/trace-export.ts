import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

/** Where spans go, as they end. A header's value is written and never read. */
export const TraceExportInput = z.object({
  endpoint: z
    .string()
    .trim()
    .max(2000)
    .nullable()
    .describe('base of the collector, such as http://localhost:4318; null: off'),
  headers: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(200),
        value: z
          .string()
          .max(10_000)
          .optional()
          .describe('left out: stays as it is, while the collector stays the same'),
      }),
    )
    .max(20)
    .default([]),
  search: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe('only what a search of captures finds; empty: everything'),
  share: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('of the traces, whole ones: 0.1 is every tenth'),
});
export type TraceExportInput = z.infer<typeof TraceExportInput>;

/** What became of spans since the start. */
export const TraceExportState = z.object({
  sent: z.number().int().describe('spans that the collector took'),
  rejected: z.number().int().describe('spans that it did not take'),
  dropped: z.number().int().describe('spans that were not sent: no room, or tried five times'),
  waiting: z.number().int().describe('spans that wait, about; 2,048 at most'),
  lastSentAt: EpochMs.nullable(),
  problem: z
    .object({ message: z.string(), hint: z.string().nullable(), since: EpochMs })
    .nullable()
    .describe('why nothing goes out at the moment, or what the collector last said'),
});
export type TraceExportState = z.infer<typeof TraceExportState>;

export const TraceExport = z.object({
  endpoint: z.string().nullable(),
  headers: z.array(
    z.object({ name: z.string(), last4: z.string().describe('empty where it is short') }),
  ),
  search: z.string(),
  share: z.number(),
  state: TraceExportState,
});
export type TraceExport = z.infer<typeof TraceExport>;

export const TraceExportTest = z.object({ ok: z.boolean(), text: z.string() });
export type TraceExportTest = z.infer<typeof TraceExportTest>;

/** Spans out to a collector that speaks OpenTelemetry. */
export const traceExport = {
  get: oc
    .route({ method: 'GET', path: '/trace-export', summary: 'Where spans go, and how that goes' })
    .output(TraceExport),
  put: oc
    .route({
      method: 'PUT',
      path: '/trace-export',
      summary: 'Send spans to an OpenTelemetry collector, or to none',
    })
    .input(TraceExportInput)
    .output(TraceExport)
    .errors(errors('TRACE_EXPORT_INVALID', 'TARGET_NEEDS_ALLOW', 'STORE_UNAVAILABLE')),
  test: oc
    .route({
      method: 'POST',
      path: '/trace-export/test',
      summary: 'Send one span, named “Backstitch test”, and say what the collector answered',
    })
    .input(TraceExportInput)
    .output(TraceExportTest)
    .errors(errors('TRACE_EXPORT_INVALID', 'TARGET_NEEDS_ALLOW')),
};
