import type { CaptureHealth } from '../../preload/contract/system.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { sayNot } from '../ui/say-not.ts';

/** The one thing that helps while nothing can be kept: where space is freed, or the folder itself. */
export function PausedAction({ capture }: { capture: CaptureHealth }) {
  if (capture.state === 'running') return null;
  if (capture.cause === 'full') {
    return (
      <Button size="sm" onClick={() => navigate({ page: 'settings', section: 'storage' })}>
        Free space
      </Button>
    );
  }
  const open = (): void => void api.system.openFolder().catch(sayNot('Folder not opened'));
  return (
    <Button size="sm" onClick={open}>
      Open the folder
    </Button>
  );
}
