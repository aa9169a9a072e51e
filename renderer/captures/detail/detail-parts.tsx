import { Columns2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { useIsWide } from '../../ui/platform/use-is-wide.ts';
import { Split } from '../../ui/split.tsx';
import type { TabSpec } from '../../ui/tabs.tsx';
import type { DetailTab } from './detail-tab-store.ts';
import { DetailTabs } from './detail-tabs.tsx';
import { useSplit } from './split-store.ts';
import { useShortcuts } from '../../keys/keymap.ts';

/** From here on two parts have room beside each other. */
const SPLIT_FROM_PX = 900;

function focusSplit(): void {
  document.querySelector<HTMLElement>('[data-split]')?.focus();
}

/**
 * The parts of a capture: one at a time or, where there is room and somebody wants it, the body and
 * another one beside it. The other is the reply until a tab is chosen.
 */
export function DetailParts(props: {
  tabs: readonly TabSpec<DetailTab>[];
  value: DetailTab;
  onChange: (tab: DetailTab) => void;
  renderPart: (tab: DetailTab) => ReactNode;
}) {
  const { tabs, value, onChange, renderPart } = props;
  const { box, isWide } = useIsWide(SPLIT_FROM_PX);
  const { split, toggle } = useSplit();
  const shortcut = useShortcuts()('split');
  const [beside, setBeside] = useState<DetailTab>('reply');
  if (value !== 'body' && value !== beside) setBeside(value);
  const isSplit = split && isWide === true;
  const button = isWide === true && (
    <IconButton
      data-split
      size="sm"
      label={split ? 'One part at a time' : 'Body beside another part'}
      shortcut={shortcut}
      aria-pressed={split}
      className="aria-pressed:bg-selected aria-pressed:text-accent-ink"
      icon={<Columns2 size={14} />}
      onClick={(event) => {
        const hadFocus = document.activeElement === event.currentTarget;
        toggle();
        // The tabs are built again, and this button with them.
        if (hadFocus) requestAnimationFrame(focusSplit);
      }}
    />
  );
  return (
    <div ref={box} className="flex min-h-0 min-w-0 flex-1 flex-col">
      {isSplit ? (
        <Split
          id="detail-split"
          label="Width of the body and the part beside it"
          minPx={360}
          start={
            <section aria-label="Body" className="flex min-h-0 min-w-0 flex-1 flex-col">
              <h3 className="flex h-[37px] shrink-0 items-center border-b border-line px-4 font-medium">
                Body
              </h3>
              {renderPart('body')}
            </section>
          }
          end={
            <DetailTabs
              tabs={tabs.filter(({ id }) => id !== 'body')}
              value={beside}
              onChange={onChange}
              end={button}
            >
              {renderPart(beside)}
            </DetailTabs>
          }
        />
      ) : (
        <DetailTabs tabs={tabs} value={value} onChange={onChange} end={button}>
          {renderPart(value)}
        </DetailTabs>
      )}
    </div>
  );
}
