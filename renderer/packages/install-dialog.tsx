import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { PackageView } from '../../preload/contract/apps/packages.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { usualVersion } from './package-words.ts';

/** Installs a package of an app, in the version that is chosen. */
export function InstallDialog(props: {
  appId: AppId;
  /** The package whose version is chosen; null: its name is asked for too. */
  of: Pick<PackageView, 'name' | 'installed'> | null;
  onClose: () => void;
  onInstalled: (installed: string) => void;
}) {
  const { appId, of } = props;
  const [name, setName] = useState(of?.name ?? '');
  /** The name that the registry is asked about, once it is written. */
  const [asked, setAsked] = useState(of?.name ?? '');
  const [range, setRange] = useState('');
  const [save, setSave] = useState(true);
  const list = useId();
  const known = useQuery(query.packages.list.queryOptions({ input: { appId } }));
  const wanted = known.data?.find((one) => one.name === name.trim())?.wanted ?? null;
  const versions = useQuery(
    query.packages.versions.queryOptions({
      input: { appId, name: asked },
      enabled: asked !== '',
      retry: false,
      staleTime: 60_000,
    }),
  );
  const install = useMutation({
    mutationFn: () => api.packages.install({ appId, name: name.trim(), range: range.trim(), save }),
    onSuccess: ({ installed }) => props.onInstalled(installed),
  });
  const title = of === null ? 'Install a package' : `Version of ${of.name}`;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={title}
      size="sm"
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={name.trim() === '' || install.isPending}
            onClick={() => install.mutate()}
          >
            {install.isPending ? 'Installing…' : 'Install'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {install.error !== null && <Problem error={install.error} />}
        {of === null && (
          <Field label="Name" help="As in require(), with its @scope">
            <TextInput
              mono
              value={name}
              maxLength={214}
              onValueChange={setName}
              onBlur={() => setAsked(name.trim())}
            />
          </Field>
        )}
        <Field
          label="Version"
          help={
            <>
              A version, a range or a tag. Empty: {usualVersion({ wanted })}.
              <VersionsLine asked={asked} {...versions} />
            </>
          }
        >
          <TextInput
            mono
            list={list}
            value={range}
            maxLength={100}
            placeholder={of?.installed ?? ''}
            onValueChange={setRange}
          />
        </Field>
        <datalist id={list}>
          {versions.data?.versions.map((version) => (
            <option key={version} value={version} aria-label={version} />
          ))}
        </datalist>
        <Checkbox
          label="Write it to functions/package.json"
          help="It then sets the version, here and where you export the app to."
          checked={save}
          onCheckedChange={setSave}
        />
      </div>
    </Dialog>
  );
}

/** What the registry said; nothing before it was asked. */
function VersionsLine(props: {
  asked: string;
  data: { latest: string | null; versions: string[] } | undefined;
  error: Error | null;
  isFetching: boolean;
}) {
  if (props.asked === '') return null;
  if (props.isFetching) return <span className="block">Asking the registry…</span>;
  if (props.error !== null) return <span className="block text-warn">{props.error.message}</span>;
  if (props.data === undefined) return null;
  const { latest, versions } = props.data;
  return (
    <span className="block">
      Newest: <span className="wire">{latest ?? versions[0] ?? 'none'}</span>, of {versions.length}
    </span>
  );
}
