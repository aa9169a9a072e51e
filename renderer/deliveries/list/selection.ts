import { create } from 'zustand';
import type { DeliveryId } from '../../../preload/contract/deliveries.ts';
import { createSelection } from '../../ui/list/selection.ts';

export { isChosen, isSelecting } from '../../ui/list/selection.ts';

/** Which rows the person points at: deliveries, and groups that can be active but never selected. */
export const useDeliverySelection = createSelection<string>();

/** How the list is grouped; null: not at all. It outlives a visit to another page. */
export const useGrouping = create<{ by: 'destination' | 'event' | null }>(() => ({ by: null }));

/** What the list shows at the moment, for what covers it in a narrow window. */
export const useShownDeliveries = create<{
  /** Without those in groups: a group is no place in a list. */
  ids: readonly string[];
  count: number | undefined;
}>(() => ({ ids: [], count: undefined }));

/** The key of a group among rows: no delivery has such an id. */
export const groupKey = (key: string): string => `group ${key}`;
export const allKey = (key: string): string => `all ${key}`;

/** Whether the key of a row is the id of a delivery. */
export const isDelivery = (key: string): key is DeliveryId => !/^(?:group|all) /.test(key);
