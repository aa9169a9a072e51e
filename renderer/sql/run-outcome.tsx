import { Button } from '../ui/button.tsx';
import { later } from '../ui/parts/later.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { type ChartLook, FIRST_LOOK } from './result/chart-points.ts';
import { useKeptChart } from './result/kept-charts.ts';
import { PlanView } from './result/plan-view.tsx';
import { putView, type Run, useViews } from './runs.ts';
import { tableRead } from './text/statements.ts';
import { lineOf, mistakeOf } from './text/mistake-place.ts';
import type { Stretch } from './text/statements.ts';

/** Grid, chart and copies: fetched while the first query is written. */
export const ResultsPart = later(
  'The result',
  async () => (await import('./result/results.tsx')).Results,
);

/** What came of a query, or that it is still on its way. */
export function RunOutcome(props: {
  tab: string;
  run: Run;
  /** The text as it is now. */
  text: string;
  /** Of the saved query it is; null for none. */
  queryId: number | null;
  onMistake: (place: Stretch) => void;
}) {
  const { tab, run, text, queryId } = props;
  const { kept, keep } = useKeptChart(queryId);
  const chosen = useViews(({ by }) => by[tab]);
  const look = chosen?.look ?? kept ?? FIRST_LOOK;
  const shown = chosen?.shown ?? (kept === null ? 'grid' : 'chart');
  /** A chart is kept with its query; back at the grid, it is not any more. */
  const show = (what: 'grid' | 'chart', next: ChartLook): void => {
    putView(tab, { shown: what, look: next });
    if (queryId !== null) keep(queryId, what === 'chart' ? next : null);
  };
  if (run.state === 'running') {
    return (
      <div className="p-4">
        <Spinner label="Reading" />
      </div>
    );
  }
  if (run.state === 'cancelled') {
    return (
      <p role="status" className="p-4">
        The query was cancelled.
      </p>
    );
  }
  if (run.result === null) {
    const mistake = mistakeOf(run, text);
    return (
      <div className="flex flex-col items-start gap-2 p-4">
        <div className="self-stretch">
          <Problem error={run.error} />
        </div>
        {mistake !== null && (
          <Button size="sm" onClick={() => props.onMistake(mistake)}>
            Go to line {lineOf(text, mistake.from).line}, column {lineOf(text, mistake.from).column}
          </Button>
        )}
      </div>
    );
  }
  if (run.kind === 'plan') return <PlanView result={run.result} />;
  return (
    <ResultsPart
      // Another result starts without sort and filter.
      key={run.result.columns.join('\n')}
      result={run.result}
      table={tableRead(run.text.slice(run.from))?.name ?? 'result'}
      shown={shown}
      onShow={(what) => show(what, look)}
      look={look}
      onLook={(next) => show(shown, next)}
    />
  );
}
