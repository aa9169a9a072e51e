import type { CaptureId } from '../../preload/contract/shapes.ts';
import { createSelection } from '../ui/list/selection.ts';

export { isChosen, isSelecting } from '../ui/list/selection.ts';

/** Which captures the person points at. What is open stands in the route instead. */
export const useCaptureSelection = createSelection<CaptureId>();
