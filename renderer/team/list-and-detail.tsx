import { useEffect } from 'react';
import type { TeamState } from '../../preload/contract/team.ts';
import { BackBar } from '../ui/list/back-bar.tsx';
import { later } from '../ui/parts/later.tsx';
import { useFocusAcross } from '../ui/platform/use-focus-across.ts';
import { useMedia } from '../ui/platform/use-media.ts';
import { Split } from '../ui/split.tsx';
import { keyOf } from './list/listed.ts';
import { ListPane } from './list/list-pane.tsx';
import { useShownRows, useTeamSelection } from './list/selection.ts';
import { goTo, openKey, usePlace } from './list/use-place.ts';

/** One capture: what shows it is fetched once the list is there. */
const TeamDetail = later(
  'This capture',
  async () => (await import('./detail/team-detail.tsx')).TeamDetail,
);

/** What the team caught, and beside it what is open; in a narrow window that covers the list. */
export function ListAndDetail({ state }: { state: TeamState }) {
  const { open } = usePlace();
  const wide = useMedia('(min-width: 1100px)');
  const key = open === undefined ? null : keyOf(open);
  useOpenIsActive(key);
  useEffect(() => void TeamDetail.fetch(), []);
  const close = (): void => {
    goTo({ open: null });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-list-grid]')?.focus());
  };
  const detail = open !== undefined && (
    <TeamDetail key={key} open={open} state={state} onClose={close} />
  );
  useFocusAcross(
    `${wide} ${detail !== false}`,
    wide || !detail ? '[data-list-grid]' : '[data-back]',
  );
  if (wide) {
    return (
      <Split
        id="team"
        label="Width of list and detail"
        startSize={46}
        minPx={340}
        start={<ListPane state={state} />}
        {...(detail && {
          end: <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">{detail}</div>,
        })}
      />
    );
  }
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col" inert={detail !== false}>
        <ListPane state={state} />
      </div>
      {detail && (
        <div className="absolute inset-0 z-20 flex min-h-0 flex-col bg-surface">
          <Back openedKey={key} onBack={close} />
          {detail}
        </div>
      )}
    </div>
  );
}

function Back({ openedKey, onBack }: { openedKey: string | null; onBack: () => void }) {
  const { keys, whole } = useShownRows();
  const at = openedKey === null ? -1 : keys.indexOf(openedKey);
  const move = (step: 1 | -1): void => {
    const next = keys[at + step];
    if (next === undefined) return;
    useTeamSelection.getState().activate(next);
    openKey(next, true);
  };
  return (
    <BackBar
      at={at}
      count={{ count: keys.length, capped: !whole }}
      onBack={onBack}
      {...(keys.length > 0 && { onMove: move })}
    />
  );
}

/** A capture opened by a link is the one the keys move from. */
function useOpenIsActive(key: string | null): void {
  useEffect(() => {
    if (key === null || useTeamSelection.getState().activeId === key) return;
    useTeamSelection.getState().settle(key, false);
  }, [key]);
}
