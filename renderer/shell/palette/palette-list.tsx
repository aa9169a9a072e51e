import { useQuery } from '@tanstack/react-query';
import {
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useState,
} from 'react';
import { query } from '../../api/client.ts';
import { currentRoute } from '../../navigation/route.ts';
import { useProviders } from '../../senders/use-senders.ts';
import { COMMANDS, whyNot } from '../commands.ts';
import { Entry } from './palette-entry.tsx';
import { PALETTE_LIST, type PaletteKeys } from './palette-field.ts';
import { mayAsk, type PaletteItem, paletteItems, readTyped } from './palette-items.ts';
import { recency } from './recent.ts';
import { actionsOf, type RowAction, runItem } from './run-item.ts';

export interface PaletteListProps {
  typed: string;
  /** Enter was pressed before the list was there: what it puts first is taken at once. */
  entered: boolean;
  /** What the list does with a key of the field is put here. */
  keys: RefObject<PaletteKeys | null>;
  onEntered: (entered: boolean) => void;
  /** The id of the element that Enter takes. */
  onActive: (id: string | undefined) => void;
  onDone: () => void;
}

// Nothing tells of new names: what was found for a text once is asked for again.
const FRESH = { staleTime: 0, gcTime: 0 };

/** A row as it is shown: of the list, or an action of one of its rows. */
type Row =
  | { id: string; title: string; section: string; item: PaletteItem }
  | { id: string; title: string; section: string; action: RowAction };

/** What was chosen in a list; it counts for as long as the list is that of the same text. */
interface Chosen {
  typed: string;
  /** The row whose actions are shown. */
  inside: PaletteItem | null;
  /** The row that was moved to; the first one where nobody moved. */
  active: string | null;
}

/** Actions and everything that has a name. */
export function PaletteList(props: PaletteListProps) {
  const { typed, entered, keys, onEntered, onActive, onDone } = props;
  const [chosen, setChosen] = useState<Chosen>({ typed, inside: null, active: null });
  const [recent] = useState(recency);
  const { inside, active } = chosen.typed === typed ? chosen : { inside: null, active: null };
  const { text } = readTyped(typed);
  const asks = mayAsk(typed);
  const hits = useQuery(
    query.search.everything.queryOptions({ input: { text, limit: 20 }, enabled: asks, ...FRESH }),
  );
  const providers = useProviders();
  const rows: Row[] =
    inside === null
      ? paletteItems(
          {
            commands: COMMANDS,
            whyNot,
            hits: asks ? (hits.data ?? []) : [],
            providers,
            recency: recent,
            page: currentRoute().page,
          },
          typed,
        ).map((item) => ({ id: item.id, title: item.title, section: item.section, item }))
      : actionsOf(inside).map((action) => ({
          id: action.id,
          title: action.title,
          section: inside.title,
          action,
        }));
  const moved = rows.findIndex(({ id }) => id === active);
  const at = Math.max(0, moved);
  const row = rows[at];
  const run = (one: Row): void => {
    if ('item' in one && one.item.why !== undefined) return;
    onDone();
    // After the dialog gave the focus back: a command may want to move it.
    requestAnimationFrame(() => ('item' in one ? runItem(one.item) : one.action.run()));
  };
  const goInside = (item: PaletteItem | null): void =>
    setChosen({ typed, inside: item, active: item === null ? (inside?.id ?? null) : null });
  const goTo = (id: string): void => setChosen({ typed, inside, active: id });
  const onKey: PaletteKeys = (event) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const atEnd = selectionStart === typed.length && selectionEnd === typed.length;
    const step = STEPS[event.key];
    if (step !== undefined && rows.length > 0) {
      goTo(rows[(at + step + rows.length) % rows.length]?.id ?? '');
    } else if (event.key === 'Enter' && row !== undefined) {
      run(row);
    } else if (inside !== null && (event.key === 'ArrowLeft' || event.key === 'Escape')) {
      event.stopPropagation();
      goInside(null);
    } else if (event.key === 'ArrowRight' && atEnd && row !== undefined && 'item' in row) {
      if (actionsOf(row.item).length === 0) return;
      goInside(row.item);
    } else {
      return;
    }
    event.preventDefault();
  };
  useImperativeHandle(keys, () => onKey);
  const activeId = row === undefined ? undefined : optionId(row);
  useLayoutEffect(() => {
    onActive(activeId);
    if (activeId === undefined) return;
    document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId, onActive]);
  const takeFirst = useEffectEvent(() => {
    onEntered(false);
    const first = rows[0];
    if (first !== undefined) run(first);
  });
  const settled = !asks || hits.isSuccess || hits.isError;
  useEffect(() => {
    if (entered && settled) takeFirst();
  }, [entered, settled]);
  return (
    <>
      <p role="status" className="px-4 py-6 text-center text-muted empty:hidden">
        {rows.length === 0 && settled ? 'No action found.' : null}
      </p>
      <div
        id={PALETTE_LIST}
        role="listbox"
        aria-label="Found"
        data-inline
        className="min-h-0 flex-1 overflow-auto p-1.5 empty:p-0"
      >
        {rows.map((one, index) => (
          <Entry
            key={one.id}
            id={optionId(one)}
            title={one.title}
            section={one.section}
            item={'item' in one ? one.item : undefined}
            active={index === at}
            isFirst={rows[index - 1]?.section !== one.section}
            text={inside === null ? text : ''}
            onRun={() => run(one)}
            onPoint={() => goTo(one.id)}
          />
        ))}
      </div>
      <p className="shrink-0 border-t border-line px-4 py-1.5 text-sm text-muted">
        <span className="wire">&gt;</span> actions, <span className="wire">@</span> objects,{' '}
        <span className="wire">#</span> event types, <span className="wire">/</span> search,{' '}
        <span className="wire">?</span> keys, <span className="wire">→</span> more of a row
      </p>
    </>
  );
}

const STEPS: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1 };

const optionId = ({ id }: Row): string => `palette-${encodeURIComponent(id)}`;
