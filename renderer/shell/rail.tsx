import { Blocks, Database, Drama, Inbox, Send, Settings, Signpost, Table2 } from 'lucide-react';
import { Stitches } from '../ui/signs/stitches.tsx';
import { cx } from '../ui/cx.ts';
import { formatRoute, useRoute, type Route } from '../navigation/route.ts';

const PLACES: readonly { route: Route; label: string; icon: typeof Inbox }[] = [
  { route: { page: 'captures', id: null }, label: 'Captures', icon: Inbox },
  { route: { page: 'endpoints', id: null }, label: 'Endpoints', icon: Signpost },
  {
    route: { page: 'apps', appId: null, part: 'overview', item: null },
    label: 'Apps',
    icon: Blocks,
  },
  {
    route: { page: 'integrations', id: null, part: 'data' },
    label: 'Data',
    icon: Table2,
  },
  { route: { page: 'sql', query: null }, label: 'SQL', icon: Database },
  { route: { page: 'deliveries', part: 'queue', id: null }, label: 'Deliveries', icon: Send },
  { route: { page: 'simulator' }, label: 'Simulator', icon: Drama },
  { route: { page: 'settings' }, label: 'Settings', icon: Settings },
];

/** The places of the app. */
export function Rail() {
  const { page } = useRoute();
  return (
    <nav
      aria-label="Pages"
      className="flex w-[4.75rem] shrink-0 flex-col items-center gap-1 overflow-x-hidden overflow-y-auto border-r border-line bg-canvas px-1.5 py-2"
    >
      <div className="mb-2 flex h-9 items-center text-accent-ink" title="Backstitch">
        <Stitches width={34} />
        <span className="sr-only">Backstitch</span>
      </div>
      {PLACES.map(({ route, label, icon: Icon }) => (
        <a
          key={route.page}
          href={formatRoute(route)}
          aria-current={page === route.page ? 'page' : undefined}
          className={cx(
            'flex w-full flex-col items-center gap-1 rounded-lg py-2 text-xs font-medium',
            page === route.page
              ? 'bg-selected text-accent-ink'
              : 'text-muted hover:bg-hover hover:text-ink',
          )}
        >
          <Icon size={18} aria-hidden />
          {label}
        </a>
      ))}
    </nav>
  );
}
