import { useEffect } from 'react';
import type { TeamNodeId } from '../../../preload/contract/team.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';

/** The engine forgets it after two minutes. */
const AGAIN_MS = 60_000;

const say = (open: { node: TeamNodeId; id: CaptureId } | null): void => {
  // A hint for others: where it does not get through, nobody misses it.
  api.team.viewing({ open }).catch(() => {});
};

/** Lets the others see that this capture is open, where that is switched on, for as long as this window is in sight. */
export function useViewing(node: TeamNodeId, id: CaptureId, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const tell = (): void => say(document.visibilityState === 'visible' ? { node, id } : null);
    tell();
    const timer = setInterval(tell, AGAIN_MS);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tell);
      say(null);
    };
  }, [node, id, isOn]);
}
