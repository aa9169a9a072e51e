import { Check, ChevronsUpDown, Eye, LayoutGrid } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { formatRoute, navigate, type AppPart } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { useMedia } from '../ui/platform/use-media.ts';
import { SectionList, SectionSelect } from './section-list.tsx';

/** What stands around every section of an app: which app it is, and the way to its other sections. */
export function AppFrame(props: {
  app: AppSummary;
  apps: readonly AppSummary[];
  part: AppPart;
  children: ReactNode;
}) {
  const { app, part } = props;
  // Below it, editor and trial of a function have the room of the list.
  const isWide = useMedia('(min-width: 1100px)');
  return (
    <PageFrame
      content="fixed"
      trail={[{ label: 'Apps', href: formatRoute(LIST) }]}
      title={<AppSwitch {...props} />}
      facts={
        <>
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
          {app.counts.problems > 0 && (
            <a href={formatRoute({ page: 'apps', appId: app.id, part: 'overview', item: null })}>
              <Badge tone="warn">{formatPlural(app.counts.problems, 'problem')}</Badge>
            </a>
          )}
        </>
      }
    >
      {!isWide && <SectionSelect app={app} part={part} />}
      <div className="flex min-h-0 min-w-0 flex-1">
        {isWide && <SectionList app={app} part={part} />}
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-auto">
          {props.children}
        </div>
      </div>
    </PageFrame>
  );
}

const LIST = { page: 'apps', appId: null, part: 'overview', item: null } as const;

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
        <Button variant="ghost" aria-label={`App ${app.name}, switch`} className="-ml-2 px-2">
          <span className="max-w-64 truncate text-lg font-semibold text-ink">{app.name}</span>
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
          onSelect: () => navigate(LIST),
        },
      ]}
    />
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
