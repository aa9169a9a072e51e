import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { query } from '../../api/client.ts';
import { showChord } from '../../keys/chord.ts';
import { presentKeys, useKeymap } from '../../keys/keymap.ts';
import { currentRoute } from '../../navigation/route.ts';
import { useProviders } from '../../senders/use-senders.ts';
import { cx } from '../../ui/cx.ts';
import { isMac } from '../../ui/platform/platform.ts';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { COMMANDS, whyNot } from '../commands.ts';
import { markTyped } from './marks.ts';
import { PALETTE_FIELD } from './palette-field.ts';
import { mayAsk, type PaletteItem, paletteItems, readTyped } from './palette-items.ts';
import { recency } from './recent.ts';
import { actionsOf, type RowAction, runItem } from './run-item.ts';

export interface PaletteListProps {
  typed: string;
  /** Enter was pressed before the list was there: what it puts first is taken at once. */
  entered: boolean;
  onEntered: (entered: boolean) => void;
  onTyped: (typed: string) => void;
  onDone: () => void;
}

/** A row as it is shown: of the list, or an action of one of its rows. */
type Row =
  | { id: string; title: string; section: string; item: PaletteItem }
  | { id: string; title: string; section: string; action: RowAction };

/** Actions and everything that has a name. */
export function PaletteList({ typed, entered, onEntered, onTyped, onDone }: PaletteListProps) {
  const input = useRef<HTMLInputElement>(null);
  const highlighted = useRef<Row | undefined>(undefined);
  const [inside, setInside] = useState<PaletteItem | null>(null);
  const [recent] = useState(recency);
  // The dialog moves the focus a frame later; fast fingers have typed by then.
  useLayoutEffect(() => input.current?.focus(), []);
  const { text } = readTyped(typed);
  const asks = mayAsk(typed);
  const hits = useQuery(
    query.search.everything.queryOptions({ input: { text, limit: 20 }, enabled: asks }),
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
  const run = (row: Row): void => {
    if ('item' in row && row.item.why !== undefined) return;
    onDone();
    // After the dialog gave the focus back: a command may want to move it.
    requestAnimationFrame(() => ('item' in row ? runItem(row.item) : row.action.run()));
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    const field = event.currentTarget;
    const row = highlighted.current;
    const atEnd = field.selectionStart === typed.length && field.selectionEnd === typed.length;
    if (inside !== null && (event.key === 'ArrowLeft' || event.key === 'Escape')) {
      event.preventDefault();
      event.stopPropagation();
      setInside(null);
    } else if (event.key === 'ArrowRight' && atEnd && row !== undefined && 'item' in row) {
      if (actionsOf(row.item).length === 0) return;
      event.preventDefault();
      setInside(row.item);
    }
  };
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
    <Autocomplete.Root
      inline
      open
      items={rows}
      filteredItems={rows}
      value={typed}
      onValueChange={(value, details) => {
        if (details.reason === 'item-press') return;
        setInside(null);
        onTyped(value);
      }}
      onItemHighlighted={(row) => {
        highlighted.current = row;
      }}
      itemToStringValue={(row) => row.title}
      autoHighlight="always"
      keepHighlight
    >
      <Autocomplete.Input
        ref={input}
        aria-label="Command"
        placeholder="Find anything or run an action"
        maxLength={2000}
        onKeyDown={onKeyDown}
        className={PALETTE_FIELD}
      />
      <Autocomplete.Empty className="px-4 py-6 text-center text-muted empty:hidden">
        No action found.
      </Autocomplete.Empty>
      <Autocomplete.List data-inline className="min-h-0 flex-1 overflow-auto p-1.5 empty:p-0">
        {(row: Row) => (
          <Entry
            key={row.id}
            row={row}
            isFirst={rows[rows.indexOf(row) - 1]?.section !== row.section}
            text={inside === null ? text : ''}
            onRun={() => run(row)}
          />
        )}
      </Autocomplete.List>
      <p className="shrink-0 border-t border-line px-4 py-1.5 text-sm text-muted">
        <span className="wire">&gt;</span> actions, <span className="wire">@</span> objects,{' '}
        <span className="wire">#</span> event types, <span className="wire">/</span> search,{' '}
        <span className="wire">?</span> keys, <span className="wire">→</span> more of a row
      </p>
    </Autocomplete.Root>
  );
}

function Entry(props: { row: Row; isFirst: boolean; text: string; onRun: () => void }) {
  const { row, isFirst, text } = props;
  const keys = useKeymap();
  const item = 'item' in row ? row.item : undefined;
  const why = item?.why;
  const [chord] = item?.kind === 'command' ? presentKeys(item.command, keys) : [];
  return (
    <Autocomplete.Item
      value={row}
      onClick={props.onRun}
      aria-disabled={why !== undefined || undefined}
      className={cx(
        'flex min-h-9 items-center gap-3 rounded-md px-2.5 outline-none data-[highlighted]:bg-selected',
        why !== undefined && 'text-faint',
      )}
    >
      <span aria-hidden className="w-20 shrink-0 truncate text-sm text-faint">
        {isFirst ? row.section : ''}
      </span>
      <span className="min-w-0 flex-1 truncate">
        {markTyped(row.title, text).map(({ text: part, marked }, index) =>
          marked ? (
            <mark key={`${part}-${index}`} className="bg-match text-ink">
              {part}
            </mark>
          ) : (
            part
          ),
        )}
      </span>
      <span className="max-w-[45%] shrink-0 truncate text-sm text-muted">{why ?? item?.place}</span>
      {chord !== undefined && <Kbd keys={showChord(chord, isMac)} />}
    </Autocomplete.Item>
  );
}
