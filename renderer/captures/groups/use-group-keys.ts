import { useEffect, useEffectEvent, useState, type KeyboardEvent } from 'react';
import { within } from '../../ui/list/within.ts';
import { useCaptureSelection } from '../capture-selection.ts';
import { goToRow } from '../list-moves.ts';
import { useListView } from '../list-view.ts';
import { isStop, type GroupedRow } from './group-rows.ts';

/**
 * The keys of a grouped list: they go through groups and captures alike. A capture that is active is
 * known to the selection, any other row here.
 */
export function useGroupKeys(
  rows: readonly GroupedRow[],
  openedId: string | null,
  act: { toggle: (key: string) => void; showAll: (row: GroupedRow) => void },
) {
  const [at, setAt] = useState<string | null>(rows[0]?.key ?? null);
  const activeId = useCaptureSelection((s) => s.activeId);
  const isShown = activeId !== null && rows.some(({ key }) => key === activeId);
  const activeKey = isShown ? activeId : at;
  useEffect(() => {
    // A command must not be about a capture that nobody sees: its group was closed, or never open.
    if (activeId !== null && !isShown && activeId !== openedId) {
      useCaptureSelection.getState().settle(null, false);
    }
  }, [activeId, isShown, openedId]);
  const find = (): number => rows.findIndex(({ key }) => key === activeKey);
  const goTo = (row: GroupedRow | undefined): void => {
    if (!row) return;
    if (row.kind === 'capture') {
      goToRow(row.capture.id);
      return;
    }
    setAt(row.key);
    useCaptureSelection.getState().settle(null, false);
  };
  const move = (step: number): void => {
    const stops = rows.filter(isStop);
    const from = stops.findIndex(({ key }) => key === activeKey);
    const to = from < 0 ? 0 : within(from + step, stops.length);
    goTo(stops[to]);
  };
  const open = (): boolean => {
    const row = rows[find()];
    if (!row || row.kind === 'capture') return false;
    if (row.kind === 'group') act.toggle(row.group.key);
    else act.showAll(row);
    return true;
  };
  const isOnGroup = (): boolean => rows[find()]?.kind !== 'capture';

  const moveBy = useEffectEvent(move);
  const openIt = useEffectEvent(open);
  const isElsewhere = useEffectEvent(isOnGroup);
  useEffect(() => {
    useListView.setState({
      own: {
        move: (step) => moveBy(step),
        open: () => openIt(),
        isOnGroup: () => isElsewhere(),
      },
    });
    return () => useListView.setState({ own: null });
  }, []);

  /** → opens a group or goes into it, ← closes it or goes out to it. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = find();
    const row = rows[index];
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isGroup = row.kind === 'group';
    if (event.key === 'ArrowRight') {
      if (isGroup && !row.open) act.toggle(row.group.key);
      else if (isGroup) goTo(rows.slice(index + 1).find(isStop));
      else return;
    } else if (event.key === 'ArrowLeft') {
      if (isGroup && row.open) act.toggle(row.group.key);
      else if (isGroup) return;
      else goTo(rows.find((one) => one.kind === 'group' && one.group.key === row.group.key));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { activeKey, goTo, onKeyDown };
}
