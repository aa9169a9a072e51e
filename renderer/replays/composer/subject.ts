import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { DraftKey } from '../../../preload/contract/replay-request.ts';
import type { CaptureId, EndpointId } from '../../../preload/contract/shapes.ts';

/** What is composed: a capture, or something made from nothing. */
export interface ComposerSubject {
  draftKey: DraftKey;
  captureId: CaptureId | null;
  /** Whose targets are remembered; null remembers for all. */
  endpointId: EndpointId | null;
  name: string;
  capture?: CaptureDetail;
}
