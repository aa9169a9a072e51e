import { api } from '../../api/client.ts';
import { changesSettled } from '../../api/settled.ts';
import { type Span, spanInput } from '../draft.ts';
import { SAVING } from '../saved-actions.ts';
import type { Result } from './all-results.tsx';

/** So many are judged at once. */
const AT_ONCE = 6;

interface Listener {
  /** How many there are. */
  found: (of: number) => void;
  /** Hears of each as it comes. */
  judged: (result: Result) => void;
}

/**
 * Judges all that are saved, as they are saved: what is being saved is waited for. Each counts from the same
 * moment on, also one that is judged after others.
 */
export async function judgeAll(span: Span, { found, judged }: Listener): Promise<void> {
  const from =
    span === 'coming' ? { since: (await api.captures.mark()).mark, now: false } : spanInput(span);
  await changesSettled(SAVING);
  const waiting = await api.expectations.list();
  found(waiting.length);
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next;
      try {
        judged({ name, report: await api.expectations.check({ name, ...from }), error: null });
      } catch (error) {
        judged({ name, report: null, error });
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
