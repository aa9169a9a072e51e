import { Shown, type View, type ViewId } from '../../../preload/contract/captures/views.ts';

const NAMED: readonly [id: string, name: string, search: string][] = [
  ['all', 'All', ''],
  ['failed', 'Failed', 'status:>=400'],
  ['not-verified', 'Not verified', 'sig:bad'],
  ['no-secret', 'No secret', 'sig:unset'],
  ['replays', 'Replays', 'is:replay'],
  ['pinned', 'Pinned', 'is:pinned'],
];

/** Views that come with Backstitch, in their order. */
export const BUILT_IN: readonly Omit<View, 'position'>[] = NAMED.map(([id, name, search]) => ({
  ...Shown.parse({}),
  id: id as ViewId,
  name,
  search,
  builtIn: true,
}));
