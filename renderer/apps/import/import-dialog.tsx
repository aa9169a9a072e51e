import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppSummary, ImportPreview, ImportReport } from '../../../preload/contract/apps.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { FillIn } from './fill-in.tsx';
import { isIncomplete, previewImport, runImport, type ImportSource } from './import-draft.ts';
import { ImportSourceFields } from './import-source-fields.tsx';
import { FileChanges, ReportView } from './report-view.tsx';
import { openApp, useKeepApp } from '../../app-model/use-apps.ts';
import { ONLY_ASKS } from '../../api/query-client.ts';

interface Imported {
  app: AppSummary;
  report: ImportReport;
}

/** Imports an app in three steps: where from, what would change, what is left to fill in. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [source, setSource] = useState<ImportSource>({ kind: 'directory', directory: '' });
  const [watch, setWatch] = useState(false);
  const [imported, setImported] = useState<Imported | null>(null);
  const keep = useKeepApp();
  const preview = useMutation({ mutationFn: previewImport, meta: ONLY_ASKS });
  const run = useMutation({
    mutationFn: () => runImport(source, watch && source.kind === 'directory'),
    onSuccess: (result) => {
      keep(result.app);
      setImported(result);
      if (!isIncomplete(result.report)) finish(result.app);
    },
  });
  const finish = (app: AppSummary): void => {
    onClose();
    openApp(app);
  };
  const choose = (next: ImportSource): void => {
    setSource(next);
    preview.reset();
    run.reset();
  };
  const look = (from: ImportSource): void => {
    choose(from);
    preview.mutate(from);
  };
  if (imported !== null) {
    return (
      <Dialog
        open
        onClose={() => finish(imported.app)}
        title={`${imported.app.name} was imported`}
        description="Exports contain no Secrets and no users. Fill in those the app needs, now or later."
        size="lg"
        footer={
          <Button variant="primary" onClick={() => finish(imported.app)}>
            Open the app
          </Button>
        }
      >
        <FillIn appId={imported.app.id} report={imported.report} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Import an app"
      description="A directory or zip exported from MongoDB Stitch, Realm or App Services, any version."
      size="lg"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {preview.data === undefined ? (
            <Button
              variant="primary"
              disabled={isEmpty(source) || preview.isPending}
              onClick={() => look(source)}
            >
              Check it
            </Button>
          ) : (
            <Button
              variant="primary"
              disabled={preview.data.choices.length > 0 || run.isPending}
              onClick={() => run.mutate()}
            >
              {preview.data.replaces === null ? 'Import' : 'Replace the app'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ImportSourceFields source={source} onChange={choose} onSubmit={() => look(source)} />
        {preview.error !== null && <Problem error={preview.error} />}
        {run.error !== null && <Problem error={run.error} />}
        {preview.data !== undefined && (
          <Preview
            preview={preview.data}
            onChoose={(directory) => look({ kind: 'directory', directory })}
          />
        )}
        {preview.data !== undefined && source.kind === 'directory' && (
          <Checkbox
            checked={watch}
            onCheckedChange={setWatch}
            label="Follow this folder"
            help="Changes in the folder load at once; changes here are written back. Use it for an app in git."
          />
        )}
      </div>
    </Dialog>
  );
}

function isEmpty(source: ImportSource): boolean {
  return source.kind === 'directory' && source.directory.trim() === '';
}

function Preview(props: { preview: ImportPreview; onChoose: (directory: string) => void }) {
  const { preview } = props;
  if (preview.choices.length > 0) {
    return (
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">It contains several apps. Which one?</h3>
        {preview.choices.map((choice) => (
          <Button key={choice} className="justify-start" onClick={() => props.onChoose(choice)}>
            <span className="wire truncate">{choice}</span>
          </Button>
        ))}
      </section>
    );
  }
  return (
    <section className="flex flex-col gap-3">
      <p>
        <strong className="font-semibold">{preview.name}</strong>{' '}
        <span className="wire text-muted">{preview.clientAppId}</span>{' '}
        <span className="text-muted">in the format of {preview.configVersion}</span>
      </p>
      {preview.replaces !== null && (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          An app with this client app id exists already. These files replace its own. Its Secrets,
          users, documents and captures stay.
        </p>
      )}
      <FileChanges files={preview.files} />
      <ReportView report={preview.report} />
    </section>
  );
}
