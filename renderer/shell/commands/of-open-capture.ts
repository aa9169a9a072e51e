import {
  DETAIL_TABS,
  hasButton,
  type PaneButton,
  press,
  showPart,
} from '../../captures/detail-moves.ts';
import { openSameEvent } from '../../captures/same-event.ts';
import type { Command } from '../../keys/command.ts';
import { currentRoute } from '../../navigation/route.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';

/** What is done with the capture that is open. */
export const OF_OPEN_CAPTURE: readonly Command[] = [
  ...DETAIL_TABS.map(({ id, label, key }): Command => ({
    id: `show-${id}`,
    title: `Show ${label.toLowerCase()}`,
    group: 'Open capture',
    keys: [key],
    on: 'captures',
    blocked: noneOpen,
    run: () => showPart(id),
  })),
  {
    id: 'same-older',
    title: 'Previous of the same event',
    group: 'Open capture',
    keys: ['['],
    on: 'captures',
    blocked: noneOpen,
    run: () => withOpen((id) => void openSameEvent(id, 'older')),
  },
  {
    id: 'same-newer',
    title: 'Next of the same event',
    group: 'Open capture',
    keys: [']'],
    on: 'captures',
    blocked: noneOpen,
    run: () => withOpen((id) => void openSameEvent(id, 'newer')),
  },
  {
    id: 'note',
    title: 'Write a note',
    group: 'Open capture',
    keys: ['n'],
    on: 'captures',
    blocked: noneOpen,
    run: writeNote,
  },
  // By key only: the palette would take the focus back from the field.
  { ...ofPane('find-in-body', 'Find in the body', 'Mod+f', 'data-body-find'), keyOnly: true },
  ofPane('wrap', 'Wrap lines', 'Alt+z', 'data-body-wrap'),
  ofPane('split', 'Body beside another part', '|', 'data-split'),
];

function openId(): CaptureId | null {
  const route = currentRoute();
  return route.page === 'captures' ? (route.id as CaptureId | null) : null;
}

function noneOpen(): string | undefined {
  return openId() === null ? 'No capture is open.' : undefined;
}

function withOpen(work: (id: CaptureId) => void): void {
  const id = openId();
  if (id !== null) work(id);
}

/** The field of the note stands among the activity of a capture. */
function writeNote(): void {
  showPart('activity');
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-note-field]')?.focus());
}

function ofPane(id: string, title: string, key: string, button: PaneButton): Command {
  return {
    id,
    title,
    group: 'Open capture',
    keys: [key],
    on: 'captures',
    when: () => hasButton(button),
    run: () => press(button),
  };
}
