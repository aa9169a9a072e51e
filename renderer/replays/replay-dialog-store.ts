import { create } from 'zustand';
import type { ReplayOptions } from '../../preload/contract/replays.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';

export interface ReplayRequest {
  /** One opens the full dialog, several the one that sends them in turn. */
  captureIds: readonly CaptureId[];
  /** Opens with the editor unfolded; only for one. */
  edit: boolean;
  /** What becomes of the signature at first; as captured where it is left out. */
  signature?: ReplayOptions['signature'];
}

interface ReplayDialogState {
  request: ReplayRequest | null;
}

export const useReplayDialog = create<ReplayDialogState>(() => ({ request: null }));

export function openReplayDialog(request: ReplayRequest): void {
  if (request.captureIds.length > 0) useReplayDialog.setState({ request });
}

export function closeReplayDialog(): void {
  useReplayDialog.setState({ request: null });
}
