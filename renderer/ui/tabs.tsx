import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export type TabSpec<Id extends string> = {
  id: Id;
  label: string;
  count?: number;
  shortcut?: string;
};

/**
 * A row of tabs over one panel. `children` is the content of the chosen tab; the caller switches on
 * `value`, so nothing of the other tabs is mounted.
 */
export function Tabs<Id extends string>(props: {
  tabs: readonly TabSpec<Id>[];
  value: Id;
  onChange: (id: Id) => void;
  label: string;
  /** Stands at the end of the tab row. */
  end?: ReactNode;
  children: ReactNode;
}) {
  const choose = (chosen: unknown): void => {
    const tab = props.tabs.find((t) => t.id === chosen);
    if (tab) props.onChange(tab.id);
  };
  return (
    <Base.Root value={props.value} onValueChange={choose} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b border-line pr-2">
        <Base.List
          aria-label={props.label}
          className="relative flex min-w-0 flex-1 gap-1 overflow-x-auto px-2 [scrollbar-width:none]"
        >
          {props.tabs.map((tab) => (
            <Base.Tab
              key={tab.id}
              value={tab.id}
              aria-keyshortcuts={tab.shortcut}
              title={tab.shortcut === undefined ? undefined : `${tab.label} (${tab.shortcut})`}
              className="flex h-9 items-center gap-1.5 rounded-md px-2 font-medium whitespace-nowrap text-muted outline-offset-[-3px] hover:text-ink data-[active]:text-ink"
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="rounded bg-hover px-1 text-xs text-muted tabular-nums">
                  {tab.count}
                </span>
              )}
            </Base.Tab>
          ))}
          <Base.Indicator className="absolute bottom-0 left-[var(--active-tab-left)] h-0.5 w-[var(--active-tab-width)] rounded-full bg-accent forced-colors:bg-[Highlight]" />
        </Base.List>
        {props.end}
      </div>
      <Base.Panel
        value={props.value}
        className="flex min-h-0 flex-1 flex-col outline-offset-[-2px]"
      >
        {props.children}
      </Base.Panel>
    </Base.Root>
  );
}
