import { Download, Ellipsis, FlaskConical, ListChecks, Trash2, Upload } from 'lucide-react';
import { useState } from 'react';
import type { SearchProblem } from '../../../preload/contract/captures/search-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { openExpectations } from '../../expectations/opened.ts';
import { openTest } from '../../suites/opened.ts';
import { openExport } from '../../interchange/chosen.ts';
import { pickFile } from '../../interchange/importing.ts';
import { Menu } from '../../ui/menu.tsx';
import { DisplayButton } from '../display/display-button.tsx';
import { isSelecting, useCaptureSelection } from '../capture-selection.ts';
import { SearchBox } from '../search/search-box.tsx';
import { useFound } from '../search-store.ts';
import { sendSample, useRemoveFound } from '../list-actions.ts';
import { chooseAll } from '../list-moves.ts';
import { later } from '../../ui/parts/later.tsx';
import { useTimelineOpen, toggleTimeline } from '../../ui/timeline/timeline-open.ts';
import { TimelineSlot } from '../timeline/timeline-slot.tsx';
import { ViewTabs } from '../views/view-tabs.tsx';
import { CountLine } from './count-line.tsx';
import { useShortcuts } from '../../keys/keymap.ts';

export const SelectionBar = later(
  'The selection',
  async () => (await import('./selection-bar.tsx')).SelectionBar,
  () => null,
);

const RemoveFoundDialog = later(
  'Deleting all found',
  async () => (await import('./remove-found-dialog.tsx')).RemoveFoundDialog,
);

/** Above the list: the search, how many it finds, and what can be done with them. */
export function ListBar({ problems }: { problems: readonly SearchProblem[] }) {
  const shortcut = useShortcuts();
  const search = useFound();
  const selecting = useCaptureSelection(isSelecting);
  const removing = useRemoveFound((s) => s.asked);
  const timeline = useTimelineOpen();
  const invalid = problems.length > 0;
  // Stays once it was asked for: it closes by itself.
  const [wasAsked, setWasAsked] = useState(false);
  if (removing && !wasAsked) setWasAsked(true);
  return (
    <div className="shrink-0 border-b border-line bg-canvas">
      <ViewTabs />
      <div className="flex items-start gap-2 px-2 pb-2">
        <SearchBox problems={problems} />
        <Menu
          trigger={<IconButton label="More for this list" icon={<Ellipsis size={16} />} />}
          items={[
            {
              id: 'all',
              label: 'Select all found',
              shortcut: shortcut('select-all'),
              onSelect: chooseAll,
            },
            {
              id: 'timeline',
              label: timeline ? 'Hide the timeline' : 'Show the timeline',
              shortcut: shortcut('timeline'),
              onSelect: toggleTimeline,
            },
            { id: 'sample', label: 'Send a sample', onSelect: () => void sendSample() },
            {
              id: 'export',
              label: search === '' ? 'Export all captures…' : 'Export all found…',
              icon: <Download size={14} />,
              disabled: invalid,
              onSelect: () => openExport({ kind: 'found', search }),
            },
            {
              id: 'import',
              label: 'Import captures…',
              icon: <Upload size={14} />,
              onSelect: pickFile,
            },
            {
              id: 'expectations',
              label: search === '' ? 'Expectations…' : 'Save as an expectation…',
              icon: <ListChecks size={14} />,
              disabled: invalid,
              onSelect: () => openExpectations(search),
            },
            {
              id: 'test-handler',
              label: 'Test your handler…',
              icon: <FlaskConical size={14} />,
              disabled: invalid,
              onSelect: () => openTest({ kind: 'search', search }),
            },
            'separator',
            {
              id: 'remove',
              label: search === '' ? 'Delete all captures…' : 'Delete all found…',
              icon: <Trash2 size={14} />,
              danger: true,
              disabled: invalid,
              onSelect: () => useRemoveFound.setState({ asked: true }),
            },
          ]}
        />
      </div>
      <TimelineSlot />
      <div className="flex h-8 items-center gap-1 border-t border-line pr-1 pl-3">
        {selecting ? (
          <SelectionBar />
        ) : invalid ? (
          <p className="text-sm text-muted">Not searched</p>
        ) : (
          <CountLine search={search} />
        )}
        {!selecting && <DisplayButton />}
      </div>
      {wasAsked && (
        <RemoveFoundDialog
          open={removing}
          search={search}
          onClose={() => useRemoveFound.setState({ asked: false })}
        />
      )}
    </div>
  );
}
