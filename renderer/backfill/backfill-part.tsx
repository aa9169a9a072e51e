import { useQuery } from '@tanstack/react-query';
import { History, Pencil, Plus, Search, Stethoscope, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type {
  BackfillProviders,
  BackfillScan,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { toast } from '../ui/toast.tsx';
import { LookDialog } from './look-dialog.tsx';
import { type Look, LookFor } from './look-for.tsx';
import { ScanView } from './scan-view.tsx';
import { SourceDialog } from './source-dialog.tsx';
import { Span } from './span.tsx';
import { useBackfillChange } from './use-backfill-change.ts';
import { countWords, nameOf, SCAN_STATES } from './words.ts';

/** What providers sent while nobody was there to take it: accounts that can be asked, and what was found. */
export function BackfillPart({ id, look }: { id: string | null; look: Look | null }) {
  const known = useQuery({ ...query.backfill.providers.queryOptions(), staleTime: Infinity });
  const sources = useQuery(query.backfill.sources.queryOptions());
  const scans = useQuery(query.backfill.scans.queryOptions());
  const error = known.error ?? sources.error ?? scans.error;
  if (error !== null) {
    return (
      <div className="p-4">
        <Problem
          error={error}
          onRetry={() => {
            for (const one of [known, sources, scans]) void one.refetch();
          }}
        />
      </div>
    );
  }
  if (!known.data || !sources.data || !scans.data) return <Spinner label="Loading the accounts" />;
  if (id !== null) return <ScanView key={id} id={id} sources={sources.data} known={known.data} />;
  return (
    <>
      <Home known={known.data} sources={sources.data} scans={scans.data} />
      {look !== null && <LookFor look={look} known={known.data} sources={sources.data} />}
    </>
  );
}

function Home(props: {
  known: BackfillProviders;
  sources: readonly BackfillSource[];
  scans: readonly BackfillScan[];
}) {
  const { known, sources, scans } = props;
  const [editing, setEditing] = useState<BackfillSource | 'new' | null>(null);
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setEditing('new')}>
      Add account
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 sm:px-6 py-5">
      {sources.length === 0 && scans.length === 0 ? (
        <EmptyState
          icon={<History size={28} aria-hidden />}
          title="Get back what was missed"
          actions={add}
        >
          A provider remembers what it sent. Add your account at {listed(known)}, and Backstitch
          compares its list with your captures, fetches what is missing, or asks for it again.
        </EmptyState>
      ) : (
        <>
          <PartHeader title="Accounts" says="Providers that can be asked what they sent.">
            {add}
          </PartHeader>
          {sources.length === 0 ? (
            <p className="text-muted">All accounts were deleted. What was found stays here.</p>
          ) : (
            <ul
              aria-label="Accounts"
              className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
            >
              {sources.map((source) => (
                <SourceRow
                  key={source.id}
                  source={source}
                  known={known}
                  onEdit={() => setEditing(source)}
                />
              ))}
            </ul>
          )}
          <Scans scans={scans} sources={sources} known={known} />
        </>
      )}
      {editing !== null && (
        <SourceDialog
          source={editing === 'new' ? null : editing}
          known={known}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

function listed({ providers }: BackfillProviders): string {
  const labels = providers.map(({ label }) => label);
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1) ?? ''}`;
}

function PartHeader(props: { title: string; says: string; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end gap-3 pb-3">
      <div className="min-w-0 flex-1">
        <h2 className="text-lg font-semibold">{props.title}</h2>
        <p className="text-muted">{props.says}</p>
      </div>
      {props.children}
    </header>
  );
}

function SourceRow(props: {
  source: BackfillSource;
  known: BackfillProviders;
  onEdit: () => void;
}) {
  const { source, known } = props;
  const [open, setOpen] = useState<'look' | 'delete' | null>(null);
  const info = known.providers.find(({ id }) => id === source.provider);
  const test = useBackfillChange(() => api.backfill.testSource({ id: source.id }), {
    failed: 'Not tested',
    done: ({ ok, text }) => toast({ title: text, tone: ok ? 'good' : 'warn' }),
  });
  const remove = useBackfillChange(() => api.backfill.removeSource({ id: source.id }), {
    done: () => toast({ title: `Deleted ${source.name}`, tone: 'good' }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-56 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {source.name}
          {info !== undefined && info.label !== source.name && (
            <Badge tone="neutral">{info.label}</Badge>
          )}
        </p>
        <p className="text-muted">
          to <span className="wire">{source.path}</span> · remembers {info?.keeps}
        </p>
      </div>
      <div className="flex items-center gap-1.5">
        <Button size="sm" icon={<Search size={14} />} onClick={() => setOpen('look')}>
          See what was missed
        </Button>
        <IconButton
          size="sm"
          label={`Test the token of ${source.name}`}
          icon={<Stethoscope size={14} />}
          disabled={test.isPending}
          onClick={() => test.mutate(undefined)}
        />
        <IconButton
          size="sm"
          label={`Change ${source.name}`}
          icon={<Pencil size={14} />}
          onClick={props.onEdit}
        />
        <IconButton
          size="sm"
          label={`Delete ${source.name}`}
          icon={<Trash2 size={14} />}
          onClick={() => setOpen('delete')}
        />
      </div>
      {open === 'look' && (
        <LookDialog sources={[source]} away={null} onClose={() => setOpen(null)} />
      )}
      <ConfirmDialog
        open={open === 'delete'}
        onClose={() => {
          setOpen(null);
          remove.reset();
        }}
        title={`Delete ${source.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => void (await remove.mutateAsync(undefined))}
      >
        <p>Deletes its token. What was fetched stays.</p>
        {remove.error !== null && (
          <div className="pt-3">
            <Problem error={remove.error} />
          </div>
        )}
      </ConfirmDialog>
    </li>
  );
}

function Scans(props: {
  scans: readonly BackfillScan[];
  sources: readonly BackfillSource[];
  known: BackfillProviders;
}) {
  if (props.scans.length === 0) return null;
  return (
    <section className="pt-6">
      <PartHeader title="Scans" says="What was found, for 30 days." />
      <ul
        aria-label="Scans"
        className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {props.scans.map((scan) => (
          <li key={scan.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="min-w-56 flex-1">
              <p className="flex items-center gap-2">
                <a
                  className="font-medium text-accent-ink underline-offset-2 hover:underline"
                  href={formatRoute({ page: 'deliveries', part: 'backfill', id: scan.id })}
                >
                  {nameOf(scan, props.sources, props.known)}
                </a>
                <Badge tone={SCAN_STATES[scan.state].tone}>{SCAN_STATES[scan.state].label}</Badge>
              </p>
              <p className="text-muted tabular-nums">
                <Span of={scan} />
              </p>
            </div>
            <p className="tabular-nums">{scan.problem?.message ?? countWords(scan)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
