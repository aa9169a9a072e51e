import { later } from '../ui/parts/later.tsx';

/** How far several replays are; fetched once there are some. */
export const JobStatus = later(
  'The replays',
  async () => (await import('./many/job-status.tsx')).JobStatus,
  () => null,
);
