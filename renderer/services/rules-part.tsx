import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { type RuleLine, rulesOf } from './all-rules.ts';

/** All that decides who may do what in an app, each with the way to where it is written. */
export function RulesPart({ app }: PartProps) {
  const input = { appId: app.id };
  const services = useQuery(query.services.list.queryOptions({ input, refetchOnMount: 'always' }));
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input, refetchOnMount: 'always' }));
  const functions = useQuery(
    query.functions.list.queryOptions({ input, refetchOnMount: 'always' }),
  );
  const error = services.error ?? webhooks.error ?? functions.error;
  if (error !== null) {
    const again = (): void => {
      for (const list of [services, webhooks, functions]) void list.refetch();
    };
    return (
      <div className="p-6">
        <Problem error={error} onRetry={again} />
      </div>
    );
  }
  if (!services.data || !webhooks.data || !functions.data) {
    return <Spinner label="Loading the rules" />;
  }
  const groups = rulesOf(app.id, services.data, webhooks.data, functions.data);
  if (groups.length === 0) {
    return (
      <EmptyState icon={<Scale size={28} aria-hidden />} title="No rules yet">
        App users can call no action. Add a rule at a service; can_evaluate is a setting of a
        webhook or function.
      </EmptyState>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 px-4 sm:px-6 py-5">
      <header>
        <h2 className="text-lg font-semibold">Rules</h2>
        <p className="text-muted">
          {formatPlural(
            groups.reduce((count, group) => count + group.lines.length, 0),
            'rule',
          )}
          . Rules of collections are in the app’s folder.
        </p>
      </header>
      {groups.map(({ title, lines }) => (
        <section key={title} aria-label={title} className="flex flex-col gap-2">
          <h3 className="font-semibold">{title}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {lines.map((line) => (
              <li key={`${line.of} ${line.name}`}>
                <Line line={line} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Line({ line }: { line: RuleLine }) {
  return (
    <a
      href={formatRoute(line.route)}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 outline-offset-[-2px] hover:bg-hover"
    >
      <Scale size={14} className="shrink-0 text-muted" aria-hidden />
      <span className="wire min-w-0 truncate font-medium">{line.of}</span>
      <span className="min-w-0 truncate">{line.name}</span>
      <span className="flex min-w-0 flex-wrap gap-1">
        {line.actions.map((action) => (
          <Badge key={action} tone="neutral">
            {action}
          </Badge>
        ))}
      </span>
      <span className="wire min-w-32 flex-1 truncate text-right text-muted">{line.when}</span>
    </a>
  );
}
