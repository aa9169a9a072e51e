import type { ReplayEdit, ReplayTarget } from '../../../preload/contract/replay-request.ts';

/** A URL target carries its own path: an edited one would be refused. */
export function editFor(
  edit: ReplayEdit | undefined,
  kind: ReplayTarget['kind'],
): ReplayEdit | undefined {
  if (edit === undefined || kind === 'intake') return edit;
  const { target: _, ...rest } = edit;
  return Object.keys(rest).length === 0 ? undefined : rest;
}
