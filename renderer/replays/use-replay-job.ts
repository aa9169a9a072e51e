import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReplayJob } from '../../preload/contract/replays.ts';
import { api } from '../api/client.ts';
import { whenOnline } from '../api/reconnected.ts';

type StartInput = Parameters<typeof api.replays.startJob>[0];

/** Starts a job and follows it, also past a broken connection, until it ends. */
export function useReplayJob() {
  const [job, setJob] = useState<ReplayJob | null>(null);
  const start = useMutation({
    mutationFn: (input: StartInput) => api.replays.startJob(input),
    onSuccess: setJob,
  });
  const cancel = useMutation({
    mutationFn: (id: string) => api.replays.cancelJob({ id }),
    onSuccess: setJob,
  });
  const runningId = job?.state === 'running' ? job.id : null;
  useEffect(() => {
    if (runningId === null) return;
    const stop = new AbortController();
    const follow = (): void => void followJob(runningId, setJob, stop.signal);
    follow();
    const unsubscribe = whenOnline(follow);
    return () => {
      unsubscribe();
      stop.abort();
    };
  }, [runningId]);
  return { job, start, cancel };
}

async function followJob(
  id: string,
  show: (job: ReplayJob) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const job of await api.replays.jobLive({ id }, { signal })) show(job);
  } catch {
    // The stream breaks with its connection; the next connect follows again.
  }
}
