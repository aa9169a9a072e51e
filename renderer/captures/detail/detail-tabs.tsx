import type { ReactNode } from 'react';
import { Select } from '../../ui/form/inputs.tsx';
import { useIsWide } from '../../ui/platform/use-is-wide.ts';
import { Tabs, type TabSpec } from '../../ui/tabs.tsx';
import type { DetailTab } from './detail-tab-store.ts';
import { useShortcuts } from '../../keys/keymap.ts';

/** Below this width six labels do not fit in one row. */
const ROW_FROM_PX = 470;

/** The six parts of a capture as tabs; where they do not fit, as a select of the full width. */
export function DetailTabs(props: {
  tabs: readonly TabSpec<DetailTab>[];
  value: DetailTab;
  onChange: (tab: DetailTab) => void;
  /** Stands at the end of the row. */
  end?: ReactNode;
  children: ReactNode;
}) {
  const { tabs, value, onChange, end, children } = props;
  const { box, isWide } = useIsWide(ROW_FROM_PX);
  const shortcut = useShortcuts();
  return (
    <div ref={box} className="flex min-h-0 min-w-0 flex-1 flex-col">
      {isWide !== false ? (
        <Tabs
          tabs={tabs.map((tab) => ({ ...tab, shortcut: shortcut(`show-${tab.id}`) }))}
          value={value}
          onChange={onChange}
          label="Parts of the capture"
          end={end}
        >
          {children}
        </Tabs>
      ) : (
        <>
          <div className="flex shrink-0 gap-1 border-b border-line px-3 py-1.5">
            <Select
              aria-label="Part of the capture"
              options={tabs.map(({ id, label, count }) => ({
                value: id,
                label: count === undefined ? label : `${label} (${count})`,
              }))}
              value={value}
              onValueChange={onChange}
            />
            {end}
          </div>
          <section
            aria-label={tabs.find(({ id }) => id === value)?.label}
            className="flex min-h-0 flex-1 flex-col"
          >
            {children}
          </section>
        </>
      )}
    </div>
  );
}
