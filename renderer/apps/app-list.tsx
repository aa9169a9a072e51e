import { Blocks, FolderInput, Plus, Sparkles, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { ImportDialog } from './import/import-dialog.tsx';
import { NewAppDialog } from './new-app-dialog.tsx';
import { useSampleApp } from '../app-model/use-apps.ts';

type Open = 'import' | 'new' | null;

/** All apps, or what an app is where there is none yet. */
export function AppList({ apps, missing }: { apps: readonly AppSummary[]; missing: boolean }) {
  const [open, setOpen] = useState<Open>(null);
  const sample = useSampleApp();
  const actions = (
    <>
      <Button
        variant={apps.length === 0 ? 'primary' : 'secondary'}
        icon={<FolderInput size={14} />}
        onClick={() => setOpen('import')}
      >
        Import an app
      </Button>
      <Button icon={<Plus size={14} />} onClick={() => setOpen('new')}>
        New app
      </Button>
      <Button
        icon={<Sparkles size={14} />}
        disabled={sample.isPending}
        onClick={() => sample.mutate()}
      >
        Try the sample app
      </Button>
    </>
  );
  return (
    <PageFrame title="Apps" actions={apps.length > 0 && actions}>
      {missing && (
        <p role="status" className="mx-6 mt-4 rounded-lg bg-warn-soft px-3 py-2 text-warn">
          This app does not exist here. It was deleted, or the link is from another Backstitch.
        </p>
      )}
      {apps.length === 0 ? <NoApps actions={actions} /> : <Apps apps={apps} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(null)} />}
      {open === 'new' && <NewAppDialog onClose={() => setOpen(null)} />}
    </PageFrame>
  );
}

function NoApps({ actions }: { actions: React.ReactNode }) {
  return (
    <EmptyState icon={<Blocks size={28} aria-hidden />} title="No apps yet" actions={actions}>
      <p>
        An app answers webhooks with functions. It has services with actions and rules, incoming
        webhooks, values and users, as in MongoDB Stitch and App Services.
      </p>
      <p className="mt-2">
        Import the directory you exported from there, and every webhook answers again at the same
        path. Or start with an empty app.
      </p>
    </EmptyState>
  );
}

function Apps({ apps }: { apps: readonly AppSummary[] }) {
  return (
    <>
      <p className="px-4 pt-3 text-muted sm:px-6">
        Their webhooks answer here, and through the tunnel when it is on.
      </p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-3 px-4 py-4 sm:px-6">
        {apps.map((app) => (
          <li key={app.id}>
            <AppCard app={app} />
          </li>
        ))}
      </ul>
    </>
  );
}

function AppCard({ app }: { app: AppSummary }) {
  const { counts } = app;
  const holds = [
    formatPlural(counts.services, 'service'),
    formatPlural(counts.webhooks, 'webhook'),
    formatPlural(counts.functions, 'function'),
  ].join(', ');
  return (
    <a
      href={formatRoute({ page: 'apps', appId: app.id, part: 'overview', item: null })}
      className="flex h-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-line-strong hover:bg-hover"
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 truncate text-lg font-semibold">{app.name}</span>
        {counts.problems > 0 && (
          <Badge tone="warn">
            <TriangleAlert size={12} aria-hidden />
            {formatPlural(counts.problems, 'problem')}
          </Badge>
        )}
      </span>
      <span className="wire truncate text-muted">{app.clientAppId}</span>
      <span className="text-muted">{holds}</span>
      {app.directory !== null && (
        <span className="truncate text-sm text-muted" title={app.directory}>
          {app.watch === null ? 'From' : 'Follows'} <span className="wire">{app.directory}</span>
        </span>
      )}
    </a>
  );
}
