import { create } from 'zustand';
import type { CaptureId } from '../../preload/contract/shapes.ts';

/** What is to be exported: these captures, or all that a search finds. */
export type Chosen = { kind: 'ids'; ids: readonly CaptureId[] } | { kind: 'found'; search: string };

interface ExportNow {
  /** Null while nothing is to be exported. */
  chosen: Chosen | null;
}

/** What the export dialog is about; it is open while there is something. */
export const useExportNow = create<ExportNow>(() => ({ chosen: null }));

export const openExport = (chosen: Chosen): void => useExportNow.setState({ chosen });
export const closeExport = (): void => useExportNow.setState({ chosen: null });

/** As the contract takes it. */
export const inputOf = (chosen: Chosen): { ids?: CaptureId[]; search?: string } =>
  chosen.kind === 'ids' ? { ids: [...chosen.ids] } : { search: chosen.search };
