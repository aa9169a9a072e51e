import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CaptureId } from '../../../../preload/contract/shapes.ts';
import { query } from '../../../api/client.ts';
import { RunView } from '../../../runs/run-view.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Spinner } from '../../../ui/spinner.tsx';

/** A titled part of a tab. */
export function TabSection(props: { label: string; title?: string; children: ReactNode }) {
  return (
    <section aria-label={props.label}>
      <h3 className="pb-1 font-semibold">{props.title ?? props.label}</h3>
      {props.children}
    </section>
  );
}

/**
 * The run of the function that answered a request, or nothing where none ran.
 *
 * @param props.runId null where no function was reached.
 */
export function RunSection(props: { captureId: CaptureId; runId: string | null }) {
  const run = useQuery(
    query.functions.runOf.queryOptions({
      input: { id: props.captureId },
      enabled: props.runId !== null,
    }),
  );
  if (run.isLoading) return <Spinner label="Loading the run" />;
  if (run.error !== null) return <Problem error={run.error} />;
  if (run.data == null) return null;
  return (
    <TabSection label="Function">
      <RunView run={run.data} />
    </TabSection>
  );
}
