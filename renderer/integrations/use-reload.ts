import type { IntegrationId } from '../../preload/contract/integrations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { formatPlural } from '../ui/format.ts';
import { toast } from '../ui/toast.tsx';
import { useIntegrationChange } from './use-integrations.ts';

/** Loads a capture again by the rules as they are now, and says what came of it. */
export function useReload(id: IntegrationId) {
  return useIntegrationChange(
    async (captureId: CaptureId) => {
      const done = await api.integrations.reload({ id, captureId });
      const rows = formatPlural(done.rows, 'row');
      const isGood = done.rejected === 0;
      toast({
        title: isGood ? `Loaded ${rows}` : `Loaded ${rows}, rejected ${done.rejected} again`,
        tone: isGood ? 'good' : 'bad',
      });
      return done;
    },
    { failed: 'Not loaded' },
  );
}
