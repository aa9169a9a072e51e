import { queryOf, readQuery } from '../../../main/decode/form-fields.ts';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { TabSpec } from '../../ui/tabs.tsx';
import type { DetailTab } from './detail-tab-store.ts';

/** The tabs of a capture: those that have something to say about it. */
export function tabsOf(
  detail: CaptureDetail,
  isWebhook: boolean,
  isClientCall: boolean,
  isLoaded: boolean,
): TabSpec<DetailTab>[] {
  const fields = readQuery(queryOf(detail.target) ?? '').fields.length;
  return [
    { id: 'overview', label: 'Overview' },
    ...(hasSender(detail) ? [{ id: 'sender', label: 'Sender' } as const] : []),
    ...(isWebhook ? [{ id: 'webhook', label: 'Webhook' } as const] : []),
    ...(isClientCall ? [{ id: 'client-call', label: 'Client call' } as const] : []),
    ...(isLoaded ? [{ id: 'table', label: 'Table' } as const] : []),
    { id: 'headers', label: 'Headers', count: detail.headers.length },
    { id: 'body', label: 'Body' },
    { id: 'query', label: 'Query', ...(fields > 0 && { count: fields }) },
    { id: 'reply', label: 'Reply' },
    { id: 'timeline', label: 'Timeline' },
    {
      id: 'replays',
      label: 'Replays',
      ...(detail.replayCount > 0 && { count: detail.replayCount }),
    },
    { id: 'deliveries', label: 'Deliveries' },
  ];
}

/** Whether there is anything to say about who sent it. */
export function hasSender(detail: CaptureDetail): boolean {
  return detail.provider !== null || detail.signature !== null;
}

/** Whether an app may have taken it: others are not asked about. */
export function isOfApp(detail: CaptureDetail): boolean {
  return detail.durationMs !== null && /^\/(?:api\/client\/|app\/|w\/)/.test(detail.target);
}

/** Whether a client application may have sent it. */
export function isOfClient(detail: CaptureDetail): boolean {
  return isOfApp(detail) && detail.target.startsWith('/api/client/');
}
