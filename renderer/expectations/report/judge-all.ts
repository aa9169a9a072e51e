import type { SavedExpectation } from '../../../preload/contract/interchange/expectations.ts';
import { api } from '../../api/client.ts';
import { type Span, spanInput } from '../draft.ts';
import type { Result } from './all-results.tsx';

/** So many are judged at once. */
const AT_ONCE = 6;

/**
 * Judges all that are saved, as they are saved. Each counts from the same moment on, also one that is judged
 * after others.
 *
 * @param told hears of each as it comes
 */
export async function judgeAll(
  saved: readonly SavedExpectation[],
  span: Span,
  told: (result: Result) => void,
): Promise<void> {
  const waiting = [...saved];
  const from =
    span === 'coming' ? { since: (await api.captures.mark()).mark, now: false } : spanInput(span);
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next;
      try {
        told({ name, report: await api.expectations.check({ name, ...from }), error: null });
      } catch (error) {
        told({ name, report: null, error });
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
