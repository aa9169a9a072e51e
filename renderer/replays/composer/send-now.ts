import type { ReplayTarget } from '../../../preload/contract/replay-request.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatDuration } from '../../ui/format.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { lastTarget } from './target/last-target.ts';
import { sendsAtOnce, signatureOf } from './send-plan.ts';
import { fetchPreview } from './use-preview.ts';
import { FIRST_OPTIONS } from '../replay-target.ts';
import { openReplay } from '../open-replay.ts';

/**
 * Sends a capture to where those of its endpoint went last, at once where nothing is left to ask;
 * else the composer opens on the question.
 *
 * @param onOpen shows what came of it, when somebody follows the notice
 */
export async function sendNow(
  id: CaptureId,
  onOpen: () => void,
  chosen?: ReplayTarget,
): Promise<void> {
  try {
    const capture = await api.captures.get({ id });
    const to = chosen ?? (await lastTarget(capture.endpointId));
    const options = FIRST_OPTIONS;
    const preview = await fetchPreview({
      captureId: id,
      edit: undefined,
      to,
      options,
      signature: 'auto',
    });
    if (!sendsAtOnce(preview)) {
      openReplay({ captureIds: [id], edit: false, to });
      return;
    }
    const signature = signatureOf('auto', preview);
    const replay = await api.replays.send({ id, to, options: { ...options, signature } });
    void queryClient.invalidateQueries({ queryKey: query.replays.key() });
    const now =
      replay.status === null
        ? (replay.error ?? 'no answer')
        : `${replay.status} in ${formatDuration(replay.totalMs)}`;
    toast({
      title: `Replayed: ${now} (before: ${capture.status ?? 'no answer'})`,
      tone: replay.status === null ? 'bad' : 'neutral',
      action: { label: 'Open', onSelect: onOpen },
    });
  } catch (error) {
    sayNot('Not replayed')(error);
  }
}
