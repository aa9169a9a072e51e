import { Check, ChevronsUpDown, Eye, LayoutGrid, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { APP_PARTS, formatRoute, navigate, type AppPart } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
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
    <PageFrame
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
        </>
      }
      tabs={{
        label: 'Parts of the app',
        current: hrefOf(app, part),
        items: APP_PARTS.map((one) => ({
          label: PART_WORDS[one],
          href: hrefOf(app, one),
          extra: one === 'overview' && <Problems count={app.counts.problems} />,
        })),
      }}
    >
      {props.children}
    </PageFrame>
  );
}

const LIST = { page: 'apps', appId: null, part: 'overview', item: null } as const;

const hrefOf = (app: AppSummary, part: AppPart): string =>
  formatRoute({ page: 'apps', appId: app.id, part, item: null });

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
          onSelect: () => navigate(LIST),
        },
      ]}
    />
  );
}

function Problems({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="flex items-center gap-0.5 text-xs text-warn">
      <TriangleAlert size={12} aria-hidden />
      {count}
      <span className="sr-only"> problems</span>
    </span>
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
