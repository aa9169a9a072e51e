import { ChevronDown, Ellipsis, Plus } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { View } from '../../../preload/contract/captures/views.ts';
import { IconButton, Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Menu } from '../../ui/menu.tsx';
import { later } from '../../ui/parts/later.tsx';
import { useDisplay } from '../display/display.ts';
import { useSearch } from '../search-store.ts';
import { fitTabs } from './fit-tabs.ts';
import type { ViewMenuProps } from './view-menu.tsx';
import { openView, useViews, viewChanges } from './use-views.ts';

const SaveViewDialog = later(
  'The form',
  async () => (await import('./save-view-dialog.tsx')).SaveViewDialog,
  () => null,
);

/** Its place is there from the first row on. */
const ViewMenu = later<ViewMenuProps>(
  'The menu',
  async () => (await import('./view-menu.tsx')).ViewMenu,
  ({ view }) => (
    <IconButton disabled size="sm" label={`View “${view.name}”`} icon={<Ellipsis size={14} />} />
  ),
);

/** Room for the menu of the views that do not fit. */
const MENU_PX = 84;
/** Around the name of a tab, and between tabs. */
const AROUND_PX = 26;
const CHAR_PX = 7;
const MARK_PX = 14;

/** The views, as tabs above the search; those that do not fit are in a menu that says how many. */
export function ViewTabs() {
  const views = useViews();
  const currentId = useSearch((s) => s.view);
  const applied = useSearch((s) => s.applied);
  const [naming, setNaming] = useState<{ renamed: View | null } | null>(null);
  const row = useRef<HTMLDivElement>(null);
  const room = useWidth(row);
  const current = views.find(({ id }) => id === currentId);
  const changes = viewChanges(current, applied, useDisplay());
  const changed = changes.search || changes.display;
  const widths = views.map(
    ({ id, name }) => name.length * CHAR_PX + AROUND_PX + (id === currentId ? MARK_PX : 0),
  );
  const shown = fitTabs(widths, current ? views.indexOf(current) : -1, room, MENU_PX);
  const rest = views.filter((_, index) => !shown.includes(index));
  return (
    <nav aria-label="Views" className="flex h-9 items-center gap-1 pr-1 pl-2">
      <div ref={row} className="flex min-w-0 flex-1 items-center gap-0.5 overflow-hidden">
        {shown.map((index) => {
          const view = views[index];
          if (!view) return null;
          const isCurrent = view === current;
          return (
            <button
              key={view.id}
              type="button"
              aria-current={isCurrent ? 'true' : undefined}
              title={view.search === '' ? undefined : view.search}
              onClick={() => openView(view)}
              className={cx(
                'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap',
                isCurrent ? 'bg-selected text-accent-ink' : 'text-muted hover:bg-hover',
              )}
            >
              {view.name}
              {isCurrent && changed && (
                <span className="size-1.5 rounded-full bg-accent" role="img" aria-label="changed" />
              )}
            </button>
          );
        })}
        {rest.length > 0 && (
          <Menu
            align="start"
            trigger={
              <Button size="sm" variant="ghost" icon={<ChevronDown size={14} />}>
                {rest.length} more
              </Button>
            }
            items={rest.map((view) => ({
              id: view.id,
              label: view.name,
              onSelect: () => openView(view),
            }))}
          />
        )}
      </div>
      <IconButton
        size="sm"
        label="Save as a view"
        icon={<Plus size={14} />}
        onClick={() => setNaming({ renamed: null })}
      />
      {current && (
        <ViewMenu
          view={current}
          last={views.length}
          changes={changes}
          onName={(renamed) => setNaming({ renamed })}
        />
      )}
      {naming && <SaveViewDialog renamed={naming.renamed} onClose={() => setNaming(null)} />}
    </nav>
  );
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(element.current?.clientWidth ?? 0));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
