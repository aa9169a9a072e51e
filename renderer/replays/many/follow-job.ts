import type { ReplayJob } from '../../../preload/contract/replays.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { whenOnline } from '../../api/reconnected.ts';
import { useJobNow } from '../job-store.ts';

type StartInput = Parameters<typeof api.replays.startJob>[0];

/** Starts a job and follows it until it ends, past a broken connection and a closed panel. */
export async function startAndFollow(input: StartInput & { ids: CaptureId[] }): Promise<void> {
  const job = await api.replays.startJob(input);
  useJobNow.setState({ ids: input.ids, job });
  const stop = new AbortController();
  const follow = async (): Promise<void> => {
    try {
      for await (const now of await api.replays.jobLive({ id: job.id }, { signal: stop.signal })) {
        show(now);
        if (now.state !== 'running') end();
      }
    } catch {
      // The stream breaks with its connection; the next connect follows again.
    }
  };
  const unsubscribe = whenOnline(() => void follow());
  const end = (): void => {
    unsubscribe();
    void queryClient.invalidateQueries({ queryKey: query.replays.key() });
  };
  void follow();
}

/** Stops what is not sent yet. */
export async function stopJob(id: string): Promise<void> {
  show(await api.replays.cancelJob({ id }));
}

function show(job: ReplayJob): void {
  if (useJobNow.getState().job?.id === job.id) useJobNow.setState({ job });
}
