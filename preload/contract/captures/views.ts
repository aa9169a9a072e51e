import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { GroupBy } from './overview.ts';

export const ViewId = z.string().min(1).max(40).brand<'ViewId'>();
export type ViewId = z.infer<typeof ViewId>;

/** By time, by size of the body, or by how long the reply took. */
export const Order = z.enum(['newest', 'oldest', 'largest', 'slowest']);
export type Order = z.infer<typeof Order>;

/** How a list of captures is shown. */
export const Shown = z.object({
  order: Order.default('newest'),
  group: GroupBy.nullable().default(null),
  columns: z
    .array(z.object({ id: z.string().min(1).max(300), width: z.number().int().min(20).max(2000) }))
    .max(8)
    .default([])
    .describe('beside those that are always there, from left to right; widths in CSS pixels'),
  density: z
    .enum(['compact', 'comfortable'])
    .nullable()
    .default(null)
    .describe('null: as the window is set'),
  icon: z.string().max(40).nullable().default(null).describe('name of an icon of the page'),
});
export type Shown = z.infer<typeof Shown>;

export const ViewInput = Shown.extend({
  name: z.string().trim().min(1).max(80),
  search: z.string().max(2000).default(''),
});
export type ViewInput = z.infer<typeof ViewInput>;

/** A search that was kept, with how what it finds is shown. */
export const View = ViewInput.extend({
  id: ViewId,
  position: z.number().int().describe('1 first'),
  builtIn: z.boolean().describe('its name and search stay as they are, and it cannot be deleted'),
});
export type View = z.infer<typeof View>;

const onSave = errors('VIEW_NOT_FOUND', 'VIEW_INVALID', 'SEARCH_INVALID', 'STORE_UNAVAILABLE');
const byId = z.object({ id: ViewId });
const all = z.array(View);

/** Views of captures. Each call gives all of them, in their order. */
export const views = {
  list: oc
    .route({ method: 'GET', path: '/views', summary: 'Kept searches, the built-in ones included' })
    .output(all),
  save: oc
    .route({ method: 'POST', path: '/views', summary: 'Add a view, or change the one with the id' })
    .input(ViewInput.extend({ id: ViewId.optional().describe('left out: a new one, at the end') }))
    .output(all)
    .errors(onSave),
  remove: oc
    .route({ method: 'DELETE', path: '/views/{id}', summary: 'Delete a view; its captures stay' })
    .input(byId)
    .output(all)
    .errors(onSave),
  move: oc
    .route({ method: 'POST', path: '/views/{id}/move', summary: 'Put a view at another position' })
    .input(byId.extend({ position: z.number().int().min(1) }))
    .output(all)
    .errors(onSave),
  /** All of them now, and again each time one changes, whoever changed it. */
  live: oc
    .route({ method: 'GET', path: '/views/live', summary: 'The views after each change' })
    .output(eventIterator(all)),
};
