import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary, ImportReport } from '../../preload/contract/apps.ts';
import { query } from '../api/client.ts';
import { formatRoute, type AppPart } from '../navigation/route.ts';
import { Section } from '../ui/section.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import type { PartProps } from '../app-model/part-props.ts';
import { AppSettingsForm } from './settings/app-settings-form.tsx';
import { ClientApiSection } from './settings/client-api-section.tsx';
import { AuthSection } from './settings/auth-section.tsx';
import { EnvironmentForm } from './settings/environment-form.tsx';
import { ExportSection } from './settings/export-section.tsx';
import { FillIn } from './import/fill-in.tsx';
import { useRemoveApp } from '../app-model/use-apps.ts';
import { Tour } from './tour/tour.tsx';
import { WatchSection } from './settings/watch-section.tsx';

/** What an import found, without what is as it should be. */
const lackingOnly = (report: ImportReport): ImportReport => ({
  ...report,
  notes: report.notes.filter(({ kind }) => kind !== 'imported' && kind !== 'skipped'),
});

/** The app as a whole: what it holds, what it lacks, how it runs here, and its way in and out. */
export function OverviewPart({ app }: PartProps) {
  const report = useQuery(query.apps.report.queryOptions({ input: { appId: app.id } }));
  return (
    <div className="flex max-w-3xl flex-col gap-6 px-6 py-5">
      <Holds app={app} />
      <Tour app={app} />
      <Section title="What is missing" help="What its files use but the app does not have.">
        {report.error !== null && (
          <Problem error={report.error} onRetry={() => void report.refetch()} />
        )}
        {report.data !== undefined && <FillIn appId={app.id} report={lackingOnly(report.data)} />}
      </Section>
      <Section title="Environment" help="The value of context.environment and %%environment here.">
        <EnvironmentForm key={JSON.stringify(app.environment)} app={app} />
      </Section>
      <Section title="How it runs here" help="Only on this computer. Not exported.">
        <AppSettingsForm app={app} />
      </Section>
      <Section
        title="Client applications"
        help="What client libraries can call: sign-in, functions, service actions, collections under rules."
      >
        <ClientApiSection app={app} />
      </Section>
      <Section title="Sign-in" help="How app users sign in.">
        <AuthSection app={app} />
      </Section>
      <Section title="Folder" help="Edit the app in your own editor, and keep it in git.">
        <WatchSection app={app} />
      </Section>
      <Section title="Export" help="Unchanged files are exported byte for byte.">
        <ExportSection app={app} />
      </Section>
      <Section title="Delete">
        <RemoveApp app={app} />
      </Section>
    </div>
  );
}

function Holds({ app }: { app: AppSummary }) {
  const { counts } = app;
  const tiles: readonly { part: AppPart; words: string }[] = [
    { part: 'webhooks', words: formatPlural(counts.webhooks, 'webhook') },
    { part: 'webhooks', words: formatPlural(counts.endpoints, 'HTTPS endpoint') },
    { part: 'functions', words: formatPlural(counts.functions, 'function') },
    { part: 'services', words: formatPlural(counts.services, 'service') },
    { part: 'values', words: formatPlural(counts.values, 'value') },
  ];
  return (
    <ul className="flex flex-wrap gap-2">
      {tiles.map(({ part, words }) => (
        <li key={words}>
          <a
            href={formatRoute({ page: 'apps', appId: app.id, part, item: null })}
            className="block rounded-lg border border-line bg-surface px-3 py-2 font-medium hover:bg-hover"
          >
            {words}
          </a>
        </li>
      ))}
    </ul>
  );
}

function RemoveApp({ app }: { app: AppSummary }) {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveApp();
  return (
    <div>
      <Button variant="danger" icon={<Trash2 size={14} />} onClick={() => setAsking(true)}>
        Delete this app
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${app.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await remove.mutateAsync(app).catch(() => undefined);
        }}
      >
        Its webhooks stop answering at once. Its captures and the folder it came from stay.
      </ConfirmDialog>
    </div>
  );
}
