import { editTarget, replayTargetsNow } from '../../captures/detail-moves.ts';
import {
  compareTargets,
  copyCurlOfTarget,
  exportTargets,
  removeTargets,
  replayTargets,
  sendSample,
  togglePinOfTargets,
} from '../../captures/list-actions.ts';
import { openExpectations } from '../../expectations/opened.ts';
import { openTest } from '../../suites/opened.ts';
import { pickFile } from '../../interchange/importing.ts';
import type { Command } from '../../keys/command.ts';
import { navigate } from '../../navigation/route.ts';
import { compose } from '../../replays/compose.ts';

/** What is done with captures, open or in the list. */
export const OF_CAPTURES: readonly Command[] = [
  { id: 'find', title: 'Search captures', group: 'Captures', keys: ['/'], run: find },
  {
    id: 'replay',
    title: 'Replay',
    group: 'Captures',
    keys: ['r'],
    on: 'captures',
    run: () => void replayTargetsNow(),
  },
  {
    id: 'replay-to',
    title: 'Replay to…',
    group: 'Captures',
    keys: ['Shift+r'],
    on: 'captures',
    run: () => void replayTargets(false),
  },
  {
    id: 'edit-replay',
    title: 'Edit and replay',
    group: 'Captures',
    keys: ['e'],
    on: 'captures',
    run: () => void editTarget(),
  },
  {
    id: 'compose',
    title: 'Compose a request',
    group: 'Captures',
    keys: ['Shift+n'],
    run: compose,
  },
  {
    id: 'copy-curl',
    title: 'Copy as curl',
    group: 'Captures',
    keys: ['c'],
    on: 'captures',
    run: () => void copyCurlOfTarget(),
  },
  {
    id: 'compare',
    title: 'Compare',
    group: 'Captures',
    keys: ['='],
    on: 'captures',
    run: () => void compareTargets(),
  },
  {
    id: 'pin',
    title: 'Pin or unpin',
    group: 'Captures',
    keys: ['p'],
    on: 'captures',
    run: () => void togglePinOfTargets(),
  },
  {
    id: 'export',
    title: 'Export…',
    group: 'Captures',
    on: 'captures',
    run: () => void exportTargets(),
  },
  { id: 'import', title: 'Import captures', group: 'Captures', run: pickFile },
  {
    id: 'expectations',
    title: 'Expectations',
    group: 'Captures',
    also: 'assertions checks tests judge',
    run: () => openExpectations(),
  },
  {
    id: 'test-handler',
    title: 'Test your handler…',
    group: 'Captures',
    also: 'regression suite verdict replay compare answers',
    run: () => openTest({ kind: 'search', search: '' }),
  },
  {
    id: 'suites',
    title: 'Suites',
    group: 'Captures',
    also: 'regression tests runs of handlers',
    run: () => navigate({ page: 'suites', id: null, n: null }),
  },
  {
    id: 'delete',
    title: 'Delete',
    group: 'Captures',
    keys: ['Delete', 'Backspace'],
    on: 'captures',
    run: () => void removeTargets(),
  },
  { id: 'sample', title: 'Send a sample', group: 'Captures', run: () => void sendSample() },
];

function find(): void {
  // At once where that is possible: what is typed next belongs into the box already.
  if (focusSearch()) return;
  navigate({ page: 'captures', id: null });
  requestAnimationFrame(() => void focusSearch());
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('[data-search-input]');
  box?.focus();
  box?.select();
  return box !== null && document.activeElement === box;
}
