import type { CaptureId } from '../../preload/contract/shapes.ts';
import { sayNot } from '../ui/say-not.ts';

/**
 * Sends a capture to where those of its endpoint went last, or opens the composer on what is left to
 * ask. What does so comes with its first use.
 *
 * @param onOpen shows what came of it, when somebody follows the notice
 */
export async function replayNow(id: CaptureId, onOpen: () => void): Promise<void> {
  try {
    const { sendNow } = await import('./composer/send-now.ts');
    await sendNow(id, onOpen);
  } catch (error) {
    sayNot('Not replayed')(error);
  }
}
