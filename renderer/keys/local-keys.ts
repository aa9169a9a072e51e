import type { KeyedCommand } from './command.ts';

/**
 * Keys of a part of a page: the part itself does what they ask for, where it has the focus or is what
 * the page shows. They stand in the table for people, to be looked up and changed like all others.
 * Keys that every list, grid or tree has (arrows, Home, Escape) are no matter of choice.
 */
export const LOCAL_KEYS = [
  local('Editing', 'save', 'Save', ['Mod+s']),
  local('Editing', 'run', 'Send, run, or save a note', ['Mod+Enter']),
  local('Editing', 'run-compare', 'Run a function on the last captures', ['Mod+Shift+Enter']),
  local('Compare', 'compare-next', 'Next difference', ['n'], 'compare'),
  local('Compare', 'compare-previous', 'Previous difference', ['p'], 'compare'),
  local('Compare', 'compare-ignore', 'Ignore the path', ['i'], 'compare'),
  local('Compare', 'compare-unified', 'As text: in one column or two', ['u'], 'compare'),
  local('Flow', 'trace-failed', 'Next failed span', ['n'], 'captures'),
  local('Endpoints', 'endpoint-next', 'Next', ['j'], 'endpoints'),
  local('Endpoints', 'endpoint-previous', 'Previous', ['k'], 'endpoints'),
  local('Endpoints', 'endpoint-extend-down', 'Extend selection down', ['Shift+j'], 'endpoints'),
  local('Endpoints', 'endpoint-extend-up', 'Extend selection up', ['Shift+k'], 'endpoints'),
  local('Endpoints', 'endpoint-open', 'Open', ['o'], 'endpoints'),
  local('Endpoints', 'endpoint-toggle', 'Select or unselect', ['x'], 'endpoints'),
  local('Endpoints', 'endpoint-all', 'Select all shown', ['Mod+a'], 'endpoints'),
  local('Endpoints', 'endpoint-delete', 'Delete', ['Delete'], 'endpoints'),
  local('Endpoints', 'endpoint-up', 'Move up', ['Alt+ArrowUp'], 'endpoints'),
  local('Endpoints', 'endpoint-down', 'Move down', ['Alt+ArrowDown'], 'endpoints'),
  local('Endpoints', 'endpoint-top', 'Move to the top', ['Alt+Home'], 'endpoints'),
  local('Backfill', 'backfill-all', 'Choose all, or none', ['a'], 'deliveries'),
  local('Endpoints', 'endpoint-bottom', 'Move to the bottom', ['Alt+End'], 'endpoints'),
] as const satisfies readonly KeyedCommand[];

export type LocalKey = (typeof LOCAL_KEYS)[number]['id'];

function local<Id extends string>(
  group: KeyedCommand['group'],
  id: Id,
  title: string,
  keys: readonly string[],
  on?: KeyedCommand['on'],
) {
  return { id, title, group, keys, local: true, ...(on !== undefined && { on }) } as const;
}
