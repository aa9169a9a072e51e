import { showChord } from '../../keys/chord.ts';
import { presentKeys, useKeymap } from '../../keys/keymap.ts';
import { cx } from '../../ui/cx.ts';
import { isMac } from '../../ui/platform/platform.ts';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { markTyped } from './marks.ts';
import type { PaletteItem } from './palette-items.ts';

interface EntryProps {
  id: string;
  title: string;
  section: string;
  /** Left out for an action of a row. */
  item: PaletteItem | undefined;
  active: boolean;
  /** First of its section. */
  isFirst: boolean;
  /** What was typed, to be marked in the title. */
  text: string;
  onRun: () => void;
  /** The pointer moved over it. */
  onPoint: () => void;
}

/** One row of the palette. The focus stays in the field. */
export function Entry({ id, title, section, item, active, isFirst, text, ...on }: EntryProps) {
  const keys = useKeymap();
  const why = item?.why;
  const [chord] = item?.kind === 'command' ? presentKeys(item.command, keys) : [];
  return (
    // The keys go to the field, which names the active row.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      aria-disabled={why !== undefined || undefined}
      onMouseDown={(event) => event.preventDefault()}
      onPointerMove={() => active || on.onPoint()}
      onClick={on.onRun}
      className={cx(
        'flex min-h-9 cursor-default items-center gap-3 rounded-md px-2.5 outline-none aria-selected:bg-selected',
        why !== undefined && 'text-faint',
      )}
    >
      <span aria-hidden className="w-20 shrink-0 truncate text-sm text-faint">
        {isFirst ? section : ''}
      </span>
      <span className="min-w-0 flex-1 truncate">
        {markTyped(title, text).map(({ text: part, marked }, index) =>
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
    </div>
  );
}
