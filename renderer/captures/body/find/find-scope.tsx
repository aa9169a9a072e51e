import { TextSearch } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { useSearch } from '../../search-store.ts';
import { FindBar } from './find-bar.tsx';
import { type Marking, MarkingContext, NO_MARKING } from './find-context.ts';
import type { FindPlace, FindSource } from './find-worker.ts';
import { type Needles, needlesOfSearch } from './list-needles.ts';
import { type Find, useFind } from './use-find.ts';
import { isKeyOf, useShortcuts } from '../../../keys/keymap.ts';

const NO_NEEDLES: Needles = [];

function useMarkingOf(find: Find, searched: boolean): Marking {
  const { found, at, open, query } = find;
  const applied = useSearch((state) => state.applied);
  const needles = useMemo(
    () => (searched ? needlesOfSearch(applied) : NO_NEEDLES),
    [searched, applied],
  );
  const looks = open && query.text !== '';
  return useMemo(() => {
    if (!looks) return { ...NO_MARKING, needles };
    const hits = found?.kind === 'spans' || found?.kind === 'nodes' ? found : null;
    return { found: hits, at, needles: NO_NEEDLES };
  }, [looks, found, at, needles]);
}

/**
 * A body that can be searched: a button for the toolbar, the bar below it, and marks for the view
 * inside. Closing gives the focus back to where it was.
 *
 * @param props.searched the search of the list looks into this body, so that its words are marked.
 */
export function FindScope(props: {
  source: FindSource;
  place: FindPlace | null;
  searched: boolean;
  /** Opens by itself: what is looked for around it was found in it. */
  finding?: boolean;
  renderToolbar: (button: ReactNode) => ReactNode;
  children: ReactNode;
}) {
  const { source, place } = props;
  const find = useFind(source, place, props.finding ?? false);
  const shortcut = useShortcuts();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef<Element | null>(null);
  const marking = useMarkingOf(find, props.searched);

  useEffect(() => {
    // Somebody goes from hit to hit in the bar around it, and stays there.
    if (find.open && props.finding !== true) input.current?.select();
  }, [find.open, props.finding]);

  const show = (): void => {
    if (!find.open) before.current = document.activeElement;
    find.show();
    input.current?.select();
  };
  const close = (): void => {
    find.hide();
    const back = before.current;
    const lives = back instanceof HTMLElement && back.isConnected && back !== document.body;
    (lives ? back : button.current)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (place !== null && isKeyOf(event, 'find-in-body')) show();
    else if (find.open && event.key === 'Escape' && !event.defaultPrevented) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      data-body
      role="presentation"
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      onKeyDown={onKeyDown}
    >
      {props.renderToolbar(
        place !== null && (
          <IconButton
            ref={button}
            data-body-find
            size="sm"
            label="Find"
            shortcut={shortcut('find-in-body')}
            aria-expanded={find.open}
            className="size-6!"
            icon={<TextSearch size={14} />}
            onClick={show}
          />
        ),
      )}
      {find.open && (
        <FindBar
          find={find}
          inputRef={input}
          bytes={place === 'bytes'}
          isPart={props.finding === true}
          onClose={close}
        />
      )}
      <MarkingContext value={marking}>{props.children}</MarkingContext>
    </div>
  );
}
