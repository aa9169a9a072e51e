import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { queryList } from '../shapes.ts';

const PrefKey = z
  .string()
  .max(100)
  .regex(/^[a-z][\w.:-]*$/);

/** Choices of the window, by name: any JSON. `notices` are the rules of notices. */
export const Prefs = z.record(PrefKey, z.unknown());
export type Prefs = z.infer<typeof Prefs>;

export const prefs = {
  get: oc
    .route({ method: 'GET', path: '/prefs', summary: 'Choices of the window' })
    .input(z.object({ keys: queryList(PrefKey, 100).describe('left out: all') }))
    .output(Prefs),
  put: oc
    .route({ method: 'PATCH', path: '/prefs', summary: 'Change choices; null takes one back' })
    .input(z.object({ patch: Prefs }))
    .output(Prefs)
    .errors(errors('PREFS_INVALID', 'STORE_UNAVAILABLE')),
  /** All of them now, and again each time one changes, in whatever window. */
  live: oc
    .route({ method: 'GET', path: '/prefs/live', summary: 'Choices of the window as they change' })
    .output(eventIterator(Prefs)),
};
