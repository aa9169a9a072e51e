import type { AppSummary } from '../../../preload/contract/apps.ts';
import type { SideEffects } from '../../../preload/contract/apps/functions.ts';
import type { z } from 'zod';

/** The webhook or named function whose code is tried. */
export type FunctionOf =
  | { kind: 'webhook'; service: string; webhook: string }
  | { kind: 'function'; name: string };

/** As runs and stacks call it. */
export const nameOf = (of: FunctionOf): string =>
  of.kind === 'function' ? of.name : `${of.service}/${of.webhook}`;

export interface WorkbenchProps {
  app: AppSummary;
  of: FunctionOf;
  /** Kind of the webhook’s service; '' for a named function. */
  serviceType: string;
  /** Under which its captures are filed; '' where it has none of its own. */
  endpointId: string;
  source: string;
  onChange: (source: string) => void;
}

export type Effects = z.infer<typeof SideEffects>;

export const EFFECTS: readonly { value: Effects; label: string; help: string }[] = [
  {
    value: 'record',
    label: 'Record',
    help: 'Calls are noted, not done. One that the request made before gets the same answer; others get a stub. Changes of collections are seen by this try only.',
  },
  {
    value: 'forbid',
    label: 'Forbid',
    help: 'Every call to the outside, and every change of a collection, fails: you see where it stands.',
  },
  {
    value: 'live',
    label: 'Do them',
    help: 'Requests are sent and documents are changed, as if the webhook were called.',
  },
];
