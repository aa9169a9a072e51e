import { create } from 'zustand';
import type { CaptureId } from '../../../preload/contract/shapes.ts';

type Point = { x: number; y: number };

/** The menu of a row: whose it is, and where it stands. */
export const useRowMenu = create<{ at: { id: CaptureId; point: Point } | null }>(() => ({
  at: null,
}));

export function openRowMenu(id: CaptureId, point: Point): void {
  useRowMenu.setState({ at: { id, point } });
}

export function closeRowMenu(): void {
  useRowMenu.setState({ at: null });
}
