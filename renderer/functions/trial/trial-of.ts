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
    help: 'Nothing leaves. Calls get their recorded answer or a stub. Only this run sees its changes to collections.',
  },
  {
    value: 'forbid',
    label: 'Forbid',
    help: 'Every outside call and every change to a collection fails, to show you where it is.',
  },
  {
    value: 'live',
    label: 'Do them',
    help: 'Sends requests and changes documents, like a real call.',
  },
];
