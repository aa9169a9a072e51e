import { create } from 'zustand';
import type { ReplayOptions, ReplayTarget } from '../../preload/contract/replay-request.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { navigate } from '../navigation/route.ts';

export interface ReplayRequest {
  /** One opens the composer in the place of its capture, several the panel that sends them in turn. */
  captureIds: readonly CaptureId[];
  /** Opens on the body, to be edited; only for one. */
  edit: boolean;
  /** What becomes of the signature at first; proposed where it is left out. */
  signature?: ReplayOptions['signature'];
  /** Where to at first; as it was left where it is left out. */
  to?: ReplayTarget;
}

interface OpenReplay {
  request: ReplayRequest | null;
}

export const useOpenReplay = create<OpenReplay>(() => ({ request: null }));

/** Opens what sends captures again: for one the composer, where the capture stands. */
export function openReplay(request: ReplayRequest): void {
  const [id, ...more] = request.captureIds;
  if (id === undefined) return;
  if (more.length === 0) navigate({ page: 'captures', id });
  useOpenReplay.setState({ request });
}

export function closeReplay(): void {
  useOpenReplay.setState({ request: null });
}

/** Whether a capture is composed just now. */
export function isComposed(id: CaptureId): boolean {
  const ids = useOpenReplay.getState().request?.captureIds;
  return ids?.length === 1 && ids[0] === id;
}

/** The request that is composed in the place of a capture; null where it is shown as it is. */
export function useComposed(id: CaptureId): ReplayRequest | null {
  const request = useOpenReplay((state) => state.request);
  return request?.captureIds.length === 1 && request.captureIds[0] === id ? request : null;
}

/** The captures that are sent in turn, in the place of what is open; null where there are none. */
export function useManyReplays(): readonly CaptureId[] | null {
  const ids = useOpenReplay((state) => state.request?.captureIds);
  return ids !== undefined && ids.length > 1 ? ids : null;
}
