import { Drama, Play } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { SendProblem } from '../replays/send-problem.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { PastRuns } from './past-runs.tsx';
import { ResultView } from './result-view.tsx';
import { SetupForm } from './setup-form.tsx';
import { type Draft, readSimulation } from './simulator-draft.ts';
import { useSimulatorStore } from './simulator-store.ts';
import { useSimulations, useStart } from './use-simulation.ts';

/** Plays a provider against a handler, to prove that it stands duplicates and disorder. */
export function SimulatorPage() {
  const draft = useSimulatorStore((state) => state.draft);
  const change = useSimulatorStore((state) => state.change);
  const open = useSimulatorStore((state) => state.open);
  usePlayed(change);
  const { list, all, shown, running } = useSimulations();
  const start = useStart();
  const result = useRef<HTMLDivElement>(null);
  const read = readSimulation(draft);
  const fault = start.error === null ? null : readProblem(start.error);
  const problems = new Map(read.problems);
  // What the engine objected to stands at its field until the next try.
  const isQuestion = fault?.code === 'TARGET_NEEDS_ALLOW';
  if (fault?.field !== undefined && !isQuestion) problems.set(fault.field, fault.message);
  const submit = (): void => {
    if (read.input === null || running !== undefined) return;
    // In a narrow window the result stands below the form.
    start.mutate(read.input, {
      onSuccess: () => result.current?.scrollIntoView({ block: 'nearest' }),
    });
  };
  const edit = (some: Parameters<typeof change>[0]): void => {
    start.reset();
    change(some);
  };
  return (
    <PageFrame title="Simulator" content="fixed">
      <div className="flex min-h-0 flex-1 flex-col overflow-auto lg:flex-row lg:overflow-hidden">
        <form
          aria-label="Simulation"
          className="flex shrink-0 flex-col border-b border-line bg-surface lg:min-h-0 lg:w-[27rem] lg:border-r lg:border-b-0"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <header className="flex items-center gap-3 border-b border-line px-5 py-3">
            <p className="min-w-0 flex-1 text-sm text-muted">
              Plays a provider: events twice, late or all at once.
            </p>
            <Button
              type="submit"
              variant="primary"
              icon={<Play size={14} />}
              disabled={read.input === null || running !== undefined || start.isPending}
            >
              {running === undefined ? 'Start' : 'Running'}
            </Button>
          </header>
          {fault !== null && (
            <div className="px-5 pt-3">
              <SendProblem error={start.error} onResend={submit} />
            </div>
          )}
          <div className="min-h-0 flex-1 px-5 py-4 lg:overflow-auto">
            <SetupForm draft={draft} problems={problems} read={read} onChange={edit} />
          </div>
        </form>
        <div
          ref={result}
          className="flex min-h-[44rem] min-w-0 flex-1 flex-col gap-3 p-5 lg:min-h-0 lg:overflow-auto"
        >
          {list.error !== null && (
            <Problem error={list.error} onRetry={() => void list.refetch()} />
          )}
          {all.length > 1 && shown !== undefined && (
            <PastRuns runs={all} shownId={shown.id} onOpen={open} />
          )}
          {shown === undefined ? <Nothing /> : <ResultView simulation={shown} />}
        </div>
      </div>
    </PageFrame>
  );
}

/** A capture named by the address is what is played; then the address is the page's own again. */
function usePlayed(change: (some: Partial<Draft>) => void): void {
  const route = useRoute();
  const id = route.page === 'simulator' ? route.id : undefined;
  const play = useEffectEvent((captureId: string) => {
    change({ source: 'capture', captureId, asSender: true });
    navigate({ page: 'simulator' }, { replace: true });
  });
  useEffect(() => {
    if (id !== undefined) play(id);
  }, [id]);
}

function Nothing() {
  return (
    <EmptyState icon={<Drama size={28} aria-hidden />} title="Is your handler idempotent?">
      Providers repeat an event when an answer is lost, and do not keep the order. Choose where to
      send and how, then start. The answers appear here, with a verdict. Add a check URL that counts
      what your handler did to prove it.
    </EmptyState>
  );
}
