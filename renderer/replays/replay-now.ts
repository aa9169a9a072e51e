import type { ReplayTarget } from '../../preload/contract/replay-request.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { sayNot } from '../ui/say-not.ts';

/**
 * Sends a capture to where those of its endpoint went last, or opens the composer on what is left to
 * ask. What does so comes with its first use.
 *
 * @param onOpen shows what came of it, when somebody follows the notice
 * @param chosen sends it there instead
 */
export async function replayNow(
  id: CaptureId,
  onOpen: () => void,
  chosen?: ReplayTarget,
): Promise<void> {
  try {
    const { sendNow } = await import('./composer/send-now.ts');
    await sendNow(id, onOpen, chosen);
  } catch (error) {
    sayNot('Not replayed')(error);
  }
}
