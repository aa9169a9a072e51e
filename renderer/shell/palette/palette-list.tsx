import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { query } from '../../api/client.ts';
import { useSearch } from '../../captures/search-store.ts';
import { navigate, parseRoute } from '../../navigation/route.ts';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { showChord } from '../../keys/chord.ts';
import { COMMANDS, isAvailable } from '../commands.ts';
import { isMac } from '../../ui/platform/platform.ts';
import { PALETTE_FIELD } from './palette-field.ts';
import { type PaletteItem, paletteItems, readTyped } from './palette-items.ts';

export interface PaletteListProps {
  typed: string;
  /** Enter was pressed before the list was there: what it puts first is taken at once. */
  entered: RefObject<boolean>;
  onTyped: (typed: string) => void;
  onDone: () => void;
}

/** Actions and everything that has a name. */
export function PaletteList({ typed, entered, onTyped, onDone }: PaletteListProps) {
  const input = useRef<HTMLInputElement>(null);
  // The dialog moves the focus a frame later; fast fingers have typed by then.
  useLayoutEffect(() => input.current?.focus(), []);
  const { part, text } = readTyped(typed);
  const asks = text !== '' && (part === 'all' || part === 'objects' || part === 'events');
  const hits = useQuery(
    query.search.everything.queryOptions({ input: { text, limit: 20 }, enabled: asks }),
  );
  const offered = COMMANDS.filter((command) => command.keyOnly !== true && isAvailable(command));
  const found = paletteItems(offered, asks ? (hits.data ?? []) : [], typed);
  const run = (item: PaletteItem): void => {
    onDone();
    // After the dialog gave the focus back: a command may want to move it.
    requestAnimationFrame(() => runItem(item));
  };
  const takeFirst = useEffectEvent(() => {
    const first = found[0];
    if (first !== undefined) run(first);
  });
  const settled = !asks || hits.isSuccess || hits.isError;
  useEffect(() => {
    if (!entered.current || !settled) return;
    entered.current = false;
    takeFirst();
  }, [entered, settled]);
  return (
    <Autocomplete.Root
      inline
      open
      items={found}
      filteredItems={found}
      value={typed}
      onValueChange={(value, details) => {
        if (details.reason !== 'item-press') onTyped(value);
      }}
      itemToStringValue={(item) => item.title}
      autoHighlight="always"
      keepHighlight
    >
      <Autocomplete.Input
        ref={input}
        aria-label="Command"
        placeholder="Find anything or run an action"
        maxLength={200}
        className={PALETTE_FIELD}
      />
      <Autocomplete.Empty className="px-4 py-6 text-center text-muted empty:hidden">
        No action found.
      </Autocomplete.Empty>
      <Autocomplete.List data-inline className="min-h-0 flex-1 overflow-auto p-1.5 empty:p-0">
        {(item: PaletteItem) => (
          <Autocomplete.Item
            key={item.id}
            value={item}
            onClick={() => run(item)}
            className="flex h-9 items-center gap-3 rounded-md px-2.5 outline-none data-[highlighted]:bg-selected"
          >
            <span className="min-w-0 flex-1 truncate">{item.title}</span>
            <span className="max-w-[55%] shrink-0 truncate text-sm text-muted">{item.place}</span>
            {item.kind === 'command' && item.command.keys?.[0] !== undefined && (
              <Kbd keys={showChord(item.command.keys[0], isMac)} />
            )}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      <p className="shrink-0 border-t border-line px-4 py-1.5 text-sm text-muted">
        <span className="wire">&gt;</span> actions, <span className="wire">@</span> objects,{' '}
        <span className="wire">#</span> event types, <span className="wire">/</span> search captures
      </p>
    </Autocomplete.Root>
  );
}

function runItem(item: PaletteItem): void {
  if (item.kind === 'command') {
    item.command.run();
  } else if (item.kind === 'hit') {
    navigate(parseRoute(item.route));
  } else {
    const { setText, apply } = useSearch.getState();
    setText(item.text);
    apply(item.text);
    navigate({ page: 'captures', id: null });
  }
}
