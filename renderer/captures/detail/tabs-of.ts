import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { TabSpec } from '../../ui/tabs.tsx';
import { DETAIL_TABS, type DetailTab } from './detail-tab-store.ts';

/**
 * The tabs of a capture: always the same six, so that each is found at its place.
 *
 * @param counts failed checks and entries of activity; no count is shown for none
 */
export function tabsOf(counts: { checks: number; activity: number }): TabSpec<DetailTab>[] {
  const counted: Partial<Record<DetailTab, number>> = counts;
  return DETAIL_TABS.map(({ id, label }) => {
    const count = counted[id] ?? 0;
    return { id, label, ...(count > 0 && { count }) };
  });
}

/** Where a capture opens until a tab was chosen. */
export function firstTab(detail: CaptureDetail): DetailTab {
  return detail.sizeBytes > 0 || detail.surplus !== null ? 'body' : 'request';
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
