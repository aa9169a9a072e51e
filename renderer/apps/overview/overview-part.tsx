import { useQuery } from '@tanstack/react-query';
import type { AppSummary, ImportReport } from '../../../preload/contract/apps.ts';
import { query } from '../../api/client.ts';
import { formatRoute, type AppPart } from '../../navigation/route.ts';
import { Section } from '../../ui/section.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import type { PartProps } from '../../app-model/part-props.ts';
import { EnvironmentForm } from '../settings/environment-form.tsx';
import { FillIn } from '../import/fill-in.tsx';
import { Tour } from '../tour/tour.tsx';

/** What an import found, without what is as it should be. */
const lackingOnly = (report: ImportReport): ImportReport => ({
  ...report,
  notes: report.notes.filter(({ kind }) => kind !== 'imported' && kind !== 'skipped'),
});

/** The app as a whole: what it lacks, the way into it, what it holds, and its environment. */
export function OverviewPart({ app }: PartProps) {
  const report = useQuery(query.apps.report.queryOptions({ input: { appId: app.id } }));
  return (
    <div className="flex max-w-3xl flex-col gap-6 px-4 sm:px-6 py-5">
      <Section title="What is missing" help="What its files use but the app does not have.">
        {report.error !== null && (
          <Problem error={report.error} onRetry={() => void report.refetch()} />
        )}
        {report.data !== undefined && <FillIn appId={app.id} report={lackingOnly(report.data)} />}
      </Section>
      <Tour app={app} />
      <Holds app={app} />
      <Section title="Environment" help="The value of context.environment and %%environment here.">
        <EnvironmentForm key={JSON.stringify(app.environment)} app={app} />
      </Section>
    </div>
  );
}

function Holds({ app }: { app: AppSummary }) {
  const { counts } = app;
  const tiles: readonly { part: AppPart; words: string }[] = [
    { part: 'services', words: formatPlural(counts.webhooks, 'webhook') },
    { part: 'endpoints', words: formatPlural(counts.endpoints, 'HTTPS Endpoint') },
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
