import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId } from '../app-model.ts';
import { errors } from '../errors.ts';
import { SideEffects, Trial } from './functions.ts';
import { EpochMs } from '../shapes.ts';

/** A trigger of an app: `triggers/<name>.json`. Kept and exported, never run by itself. */
export const Trigger = z.object({
  appId: AppId,
  path: z.string(),
  name: z.string(),
  type: z.string().describe('SCHEDULED, DATABASE, AUTHENTICATION, …'),
  functionName: z.string(),
  disabled: z.boolean(),
  firesOn: z.string().describe('what would make it fire, in words'),
  nextAt: EpochMs.nullable().describe('when its schedule would fire next; null for other kinds'),
  service: z.string(),
  database: z.string().describe('"" where it watches none'),
  collection: z.string(),
  operations: z.array(z.string()),
  match: z.string().describe('EJSON of the query that an event has to satisfy; "" for none'),
  project: z.string().describe('EJSON of the projection of events; "" for none'),
  fullDocument: z.boolean().describe('whether an update shows the document as it is then'),
  fullDocumentBeforeChange: z.boolean(),
  problem: z.string().nullable().describe('why its file cannot be read'),
});
export type Trigger = z.infer<typeof Trigger>;

/** A run of a trigger's function by hand. */
export const TriggerRun = z.object({
  event: z.string().nullable().describe('EJSON of what the function got; null where it gets none'),
  matches: z.boolean().describe('whether its match would have let the event through'),
  trial: Trial,
});
export type TriggerRun = z.infer<typeof TriggerRun>;

const byApp = z.object({ appId: AppId });

export const triggers = {
  list: oc
    .route({ method: 'GET', path: '/triggers', summary: 'Triggers, and what would fire them' })
    .input(byApp)
    .output(z.array(Trigger))
    .errors(errors('APP_NOT_FOUND')),
  /** Runs the function of a trigger once, with an event as the vendor would have made it. */
  run: oc
    .route({ method: 'POST', path: '/triggers/run', summary: 'Run the function of a trigger now' })
    .input(
      byApp.extend({
        name: z.string().min(1).max(200),
        sideEffects: SideEffects.default('record'),
        event: z
          .string()
          .max(5_000_000)
          .default('')
          .describe('EJSON of the event; "": one is made, of a document that is there'),
        update: z
          .string()
          .max(5_000_000)
          .default('')
          .describe(
            'EJSON of an update; the event is of that update of the first document, which is not written',
          ),
      }),
    )
    .output(TriggerRun)
    .errors(errors('APP_NOT_FOUND', 'FUNCTION_NOT_FOUND', 'APP_INVALID')),
};
