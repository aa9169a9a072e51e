import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Suite } from '../../preload/contract/interchange/suites.ts';
import { api, query } from '../api/client.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { toast } from '../ui/toast.tsx';
import { useSuiteChange } from './use-suite-change.ts';

const FOLDER_HELP = 'The whole path, on the computer where Backstitch runs.';

/** Writes a suite into a folder, and says before what in it looks like a secret. */
export function ExportDialog({ suite, onClose }: { suite: Suite; onClose: () => void }) {
  const { id, name } = suite;
  const [directory, setDirectory] = useState('');
  const secrets = useQuery(query.suites.secrets.queryOptions({ input: { id } }));
  const write = useSuiteChange(() => api.suites.export({ id, directory: directory.trim() }), {
    done({ cases }) {
      onClose();
      toast({ title: `Wrote ${formatPlural(cases, 'case')} of “${name}”` });
    },
  });
  return (
    <FormDialog
      title={`Write “${name}” to a folder`}
      action="Write"
      blocked={directory.trim() === '' || secrets.data === undefined || write.isPending}
      error={write.error ?? secrets.error}
      onSubmit={() => write.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-muted">
        For git and CI: <code className="wire">backstitch suite FOLDER --to URL</code> runs it
        without a Backstitch. Signatures, Authorization and cookies stay out.
      </p>
      <Field label="Folder" help={FOLDER_HELP}>
        <TextInput mono value={directory} onValueChange={setDirectory} />
      </Field>
      {secrets.data !== undefined && secrets.data.length > 0 && (
        <div role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          <p className="font-medium">
            {formatPlural(secrets.data.length, 'place looks', 'places look')} like a secret, and
            would be written:
          </p>
          <ul className="wire max-h-32 overflow-auto">
            {secrets.data.map(({ n, path }) => (
              <li key={`${n} ${path}`} className="break-all">
                {n}: {path}
              </li>
            ))}
          </ul>
        </div>
      )}
    </FormDialog>
  );
}

/** Keeps the suite of a folder. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [directory, setDirectory] = useState('');
  const read = useSuiteChange(() => api.suites.import({ directory: directory.trim() }), {
    done(suite) {
      onClose();
      toast({ title: `Imported “${suite.name}”` });
    },
  });
  return (
    <FormDialog
      title="Import a suite"
      action="Import"
      blocked={directory.trim() === '' || read.isPending}
      error={read.error}
      onSubmit={() => read.mutate(undefined)}
      onClose={onClose}
    >
      <Field label="Folder" help={FOLDER_HELP}>
        <TextInput mono value={directory} onValueChange={setDirectory} />
      </Field>
    </FormDialog>
  );
}
