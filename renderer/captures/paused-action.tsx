import type { CaptureHealth } from '../../preload/contract/system.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { sayNot } from '../ui/say-not.ts';
import { pausedHelp } from './paused-help.ts';

const LABELS = { storage: 'Free space', folder: 'Open the folder' } as const;

/** The one thing that helps while nothing can be kept: where space is freed, or the folder itself. */
export function PausedAction({ capture }: { capture: CaptureHealth }) {
  const help = pausedHelp(capture);
  if (help === null) return null;
  const act = (): void => {
    if (help === 'storage') navigate({ page: 'settings', section: 'storage' });
    else void api.system.openFolder().catch(sayNot('Folder not opened'));
  };
  return (
    <Button size="sm" onClick={act}>
      {LABELS[help]}
    </Button>
  );
}
