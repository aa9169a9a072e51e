import { Check, ChevronsUpDown, Eye, LayoutGrid, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { APP_PARTS, formatRoute, navigate, type AppPart } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { cx } from '../ui/cx.ts';
import { Menu } from '../ui/menu.tsx';
import { PART_WORDS } from './app-words.ts';

/** What stands around every part of an app: which app it is, and the way to its other parts. */
export function AppFrame(props: {
  app: AppSummary;
  apps: readonly AppSummary[];
  part: AppPart;
  children: ReactNode;
}) {
  const { app, part } = props;
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col bg-canvas">
      <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3">
        <h1 className="min-w-0">
          <AppSwitch {...props} />
        </h1>
        <span className="flex min-w-0 items-center gap-1 text-muted">
          <span className="wire truncate">{app.clientAppId}</span>
          <CopyButton label="Copy the client app id" getText={() => app.clientAppId} />
        </span>
        <WatchBadge app={app} />
        {app.settings.offline && (
          <Badge tone="warn" title="Services answer from stubs. Nothing leaves this computer.">
            Offline
          </Badge>
        )}
      </header>
      <nav
        aria-label="Parts of the app"
        className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-3 [scrollbar-width:none]"
      >
        {APP_PARTS.map((one) => (
          <PartLink key={one} app={app} part={one} current={one === part} />
        ))}
      </nav>
      <div className="flex min-h-0 flex-1 flex-col overflow-auto">{props.children}</div>
    </div>
  );
}

function AppSwitch({
  app,
  apps,
  part,
}: {
  app: AppSummary;
  apps: readonly AppSummary[];
  part: AppPart;
}) {
  const items = apps.map((one) => ({
    id: one.id as string,
    label: one.name,
    icon: one.id === app.id ? <Check size={14} /> : undefined,
    onSelect: () => navigate({ page: 'apps', appId: one.id, part, item: null }),
  }));
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="ghost" aria-label={`App ${app.name}, switch`} className="text-ink">
          <span className="max-w-64 truncate text-lg font-semibold">{app.name}</span>
          <ChevronsUpDown size={14} aria-hidden />
        </Button>
      }
      items={[
        ...items,
        'separator',
        {
          id: 'all',
          label: 'All apps',
          icon: <LayoutGrid size={14} />,
          onSelect: () => navigate({ page: 'apps', appId: null, part: 'overview', item: null }),
        },
      ]}
    />
  );
}

function PartLink({ app, part, current }: { app: AppSummary; part: AppPart; current: boolean }) {
  const problems = part === 'overview' ? app.counts.problems : 0;
  return (
    <a
      href={formatRoute({ page: 'apps', appId: app.id, part, item: null })}
      aria-current={current ? 'page' : undefined}
      className={cx(
        'flex h-9 items-center gap-1.5 border-b-2 px-2 font-medium whitespace-nowrap outline-offset-[-3px]',
        current ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
      )}
    >
      {PART_WORDS[part]}
      {problems > 0 && (
        <span className="flex items-center gap-0.5 text-xs text-warn">
          <TriangleAlert size={12} aria-hidden />
          {problems}
          <span className="sr-only"> problems</span>
        </span>
      )}
    </a>
  );
}

function WatchBadge({ app: { watch } }: { app: AppSummary }) {
  if (watch === null) return null;
  return (
    <Badge tone={watch.problem === null ? 'info' : 'warn'} title={watch.problem ?? watch.directory}>
      <Eye size={12} aria-hidden />
      {watch.problem === null ? 'Follows its folder' : 'Folder has a problem'}
    </Badge>
  );
}
