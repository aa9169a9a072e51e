import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Half of the young space, which V8 lets grow to many times that while modules load, and never shrinks. */
const MOST_BYTES = 8 * 1024 * 1024;

const grow = (factor: 1 | 2): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`);

function size(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return young?.space_size ?? 0;
}

/**
 * Keeps the young space of this process as small as it is, while it loads what stays for good. The limit of V8 can
 * be given at the start of a process only; how much the space grows is read each time it does.
 *
 * @returns lets it grow, up to 8 MB a half.
 */
export function holdYoungSpace(): () => void {
  grow(1);
  return () => {
    const watching = new PerformanceObserver(() => {
      if (size() < 2 * MOST_BYTES) return;
      grow(1);
      watching.disconnect();
    });
    watching.observe({ entryTypes: ['gc'] });
    grow(2);
  };
}
