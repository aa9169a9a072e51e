import { useQuery } from '@tanstack/react-query';
import type { CaptureId } from '../../../../../preload/contract/shapes.ts';
import { query } from '../../../../api/client.ts';
import { RunView } from '../../../../runs/run-view.tsx';
import { Problem } from '../../../../ui/problem.tsx';
import { Spinner } from '../../../../ui/spinner.tsx';

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
    <section aria-label="Function" className="border-t border-line px-4 py-3">
      <h3 className="mb-2 text-sm font-semibold text-muted">Function</h3>
      <RunView run={run.data} />
    </section>
  );
}
