import type { ReplayEdit } from '../../../preload/contract/replays.ts';
import type { api } from '../../api/client.ts';
import type { ReplayChoice } from '../replay-target.ts';

/** A URL target carries its own path: an edited one would be refused. */
export function editFor(
  edit: ReplayEdit | undefined,
  choice: ReplayChoice,
): ReplayEdit | undefined {
  if (edit === undefined || choice.kind === 'intake') return edit;
  const { target: _, ...rest } = edit;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** What is sent of a capture: its target, its options and the edit. */
export type SendInput = Omit<Parameters<typeof api.replays.send>[0], 'id'>;

/** Whether the edit on screen is the one that went out last: then nothing is lost by closing. */
export function wasSent(sent: SendInput | undefined, edit: ReplayEdit | undefined): boolean {
  if (sent?.edit === undefined || edit === undefined) return false;
  const plain = ({ body, ...rest }: ReplayEdit): string =>
    JSON.stringify({ ...rest, bytes: body?.size });
  return plain(sent.edit) === plain(edit);
}
