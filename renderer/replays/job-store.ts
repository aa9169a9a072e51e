import { create } from 'zustand';
import type { ReplayJob } from '../../preload/contract/replays.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';

interface JobNow {
  /** What is sent or was sent last, in the order of the table; null before the first. */
  ids: readonly CaptureId[] | null;
  job: ReplayJob | null;
}

/** Several captures being sent in this window: it goes on whatever is looked at. */
export const useJobNow = create<JobNow>(() => ({ ids: null, job: null }));

/** Takes a job that has ended out of sight. */
export const forgetJob = (): void => useJobNow.setState({ ids: null, job: null });
