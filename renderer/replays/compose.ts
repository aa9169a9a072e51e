import { navigate } from '../navigation/route.ts';

/** A name for a request that is made from nothing: part of its address, and of the key of its draft. */
export const newDraftId = (): string => `new-${crypto.randomUUID().slice(0, 13)}`;

/** Opens the composer on an empty request. */
export function compose(): void {
  navigate({ page: 'compose', id: newDraftId() });
}
