import type { GroupBy } from '../../../preload/contract/captures/overview.ts';
import type { Order } from '../../../preload/contract/captures/views.ts';

export const ORDER_WORDS: Record<Order, string> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  largest: 'Largest first',
  slowest: 'Slowest first',
};

export const GROUP_WORDS: Record<GroupBy, string> = {
  event: 'Event',
  provider: 'Sender',
  endpoint: 'Endpoint',
  status: 'Status',
  path: 'Path',
};
