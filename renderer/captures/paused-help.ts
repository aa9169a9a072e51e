import type { CaptureHealth } from '../../preload/contract/system.ts';

/** Where a pause of capture can be ended: by what is kept, or in the folder it is kept in. */
export function pausedHelp(capture: CaptureHealth): 'storage' | 'folder' | null {
  if (capture.state === 'running') return null;
  return capture.cause === 'full' ? 'storage' : 'folder';
}
