import type { QueryResult } from '../../../preload/contract/integrations/sql.ts';
import { planSteps } from './plan.ts';

/** How SQLite would run a query, step by step. Nothing was run. */
export function PlanView({ result }: { result: QueryResult }) {
  const steps = planSteps(result.rows);
  return (
    <section aria-label="Plan" className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-3">
      <p className="text-sm text-muted">
        How SQLite would run it. Nothing was read. A scan reads every row.
      </p>
      <ol className="wire flex flex-col gap-0.5">
        {steps.map(({ id, text, depth, isScan }) => (
          <li key={id} style={{ paddingLeft: depth * 20 }} className={isScan ? 'text-warn' : ''}>
            {text}
          </li>
        ))}
      </ol>
    </section>
  );
}
