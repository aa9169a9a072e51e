import type { CaptureSummary } from '../../../preload/contract/captures.ts';

/**
 * What a capture is found by in a list of them: its event or else its method, sender and status.
 *
 * @param senders names of providers by their ids.
 */
export function captureWords(
  capture: Pick<CaptureSummary, 'eventType' | 'method' | 'provider' | 'status'>,
  senders: ReadonlyMap<string, string>,
): string {
  const { eventType, method, provider, status } = capture;
  const sender = provider === null ? '' : (senders.get(provider) ?? provider);
  return [eventType ?? method, sender, status === null ? 'open' : String(status)]
    .filter((word) => word !== '')
    .join(' ');
}
