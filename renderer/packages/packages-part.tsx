import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Package, Plus } from 'lucide-react';
import { useState } from 'react';
import type { PackageView } from '../../preload/contract/apps/packages.ts';
import { api, query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { sayNot } from '../ui/say-not.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { toast } from '../ui/toast.tsx';
import { InstallDialog } from './install-dialog.tsx';
import { askedFor, problemOf, removalWords } from './package-words.ts';

/** npm packages of an app's functions: what it asks for, what is there, and which version. */
export function PackagesPart({ app }: PartProps) {
  const input = { appId: app.id };
  const packages = useQuery(query.packages.list.queryOptions({ input }));
  const cache = useQueryClient();
  const [choosing, setChoosing] = useState<PackageView | 'new' | null>(null);
  const [removing, setRemoving] = useState<PackageView | null>(null);
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: query.packages.key() });
  const installed = (what: string): void => {
    setChoosing(null);
    toast({ title: `${what} was installed.`, tone: 'good' });
    void refresh();
  };
  const remove = useMutation({
    mutationFn: (name: string) => api.packages.remove({ ...input, name }),
    onSuccess: (removal, name) => toast({ title: removalWords(name, removal) }),
    onSettled: refresh,
    onError: sayNot('Not removed'),
  });
  const fill = useMutation({
    // One after the other, so that each is in the list as soon as it is there.
    async mutationFn(names: readonly string[]) {
      for (const name of names) {
        await api.packages.install({ ...input, name });
        await refresh();
      }
    },
    onError: sayNot('Not all were installed'),
  });
  const list = packages.data ?? [];
  const unfit = list.filter(({ fits, place }) => !fits && place !== 'app').map(({ name }) => name);
  return (
    <div className="flex max-w-4xl flex-col gap-3 px-4 sm:px-6 py-5">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">Packages</h2>
          <p className="text-muted">
            npm packages that functions <span className="wire">require()</span>. The app’s{' '}
            <span className="wire">functions/package.json</span> lists them. Package scripts never
            run.
          </p>
        </div>
        {unfit.length > 0 && (
          <Button
            icon={<Download size={14} />}
            disabled={fill.isPending}
            onClick={() => fill.mutate(unfit)}
          >
            {fill.isPending ? 'Installing…' : `Install from package.json (${unfit.length})`}
          </Button>
        )}
        <Button variant="primary" icon={<Plus size={14} />} onClick={() => setChoosing('new')}>
          Install package
        </Button>
      </header>
      {packages.isPending && <Spinner label="Loading the packages" />}
      {packages.error !== null && (
        <Problem error={packages.error} onRetry={() => void packages.refetch()} />
      )}
      {packages.data !== undefined && list.length === 0 && (
        <p className="rounded-lg border border-dashed border-line-strong/60 px-4 py-6 text-center text-muted">
          No packages yet. Packages that functions require appear here once they are in{' '}
          <span className="wire">functions/package.json</span> or installed.
        </p>
      )}
      {list.length > 0 && (
        <ul
          aria-label="Packages"
          className="divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {list.map((one) => (
            <PackageRow
              key={one.name}
              one={one}
              onChoose={() => setChoosing(one)}
              onRemove={() => setRemoving(one)}
            />
          ))}
        </ul>
      )}
      {choosing !== null && (
        <InstallDialog
          appId={app.id}
          of={choosing === 'new' ? null : choosing}
          onClose={() => setChoosing(null)}
          onInstalled={installed}
        />
      )}
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing?.name ?? ''}?`}
        confirmLabel="Remove"
        danger
        onConfirm={async () => {
          if (removing !== null) await remove.mutateAsync(removing.name).catch(() => undefined);
        }}
      >
        Functions that require it fail from the next run on. Packages only it needs and its line in
        functions/package.json are removed too.
      </ConfirmDialog>
    </div>
  );
}

function PackageRow(props: { one: PackageView; onChoose: () => void; onRemove: () => void }) {
  const { one } = props;
  const problem = problemOf(one);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <Package size={14} className="shrink-0 text-muted" aria-hidden />
      <span className="wire min-w-0 truncate font-medium">{one.name}</span>
      {one.installed !== null && <span className="wire text-muted">{one.installed}</span>}
      {problem !== null && <Badge tone="warn">{problem}</Badge>}
      {one.place === 'app' && (
        <Badge tone="info" title="functions/node_modules comes first. Change it there, with npm.">
          In the app’s folder
        </Badge>
      )}
      <span className="min-w-0 flex-1 truncate text-sm text-muted">{askedFor(one)}</span>
      {one.place !== 'app' && (
        <span className="flex gap-2">
          <Button
            size="sm"
            aria-label={`${one.installed === null ? 'Install' : 'Change'} ${one.name}`}
            onClick={props.onChoose}
          >
            {one.installed === null ? 'Install' : 'Change version'}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Remove ${one.name}`}
            onClick={props.onRemove}
          >
            Remove
          </Button>
        </span>
      )}
    </li>
  );
}
