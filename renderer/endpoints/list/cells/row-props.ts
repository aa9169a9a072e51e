import type { PointerEvent } from 'react';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import type { Known } from '../known.ts';
import type { RowCommands } from '../row-menu.tsx';

/** How much of a row there is room for. */
export type RowForm = 'full' | 'some' | 'stacked';

/** Widths of the cells; grip and checkbox first, switch and menu last. */
export const COLUMNS: Record<RowForm, string> = {
  full: '4px 20px 20px minmax(6rem,1fr) minmax(8rem,1.3fr) 5.5rem minmax(8rem,1.2fr) minmax(8rem,1.2fr) 9rem 2.25rem 1.75rem',
  some: '4px 20px 20px minmax(5rem,1fr) minmax(6rem,1.1fr) minmax(7rem,1.2fr) 3.5rem 2.25rem 1.75rem',
  stacked: '4px 20px minmax(0,1fr) 2.25rem 1.75rem',
};

export interface RowProps {
  known: Known;
  form: RowForm;
  opened: boolean;
  /** null: rows cannot be moved now. */
  onGrab: ((endpoint: Endpoint, event: PointerEvent) => void) | null;
  onOpen: (endpoint: Endpoint) => void;
  onSwitch: (endpoint: Endpoint, enabled: boolean) => void;
  commands: RowCommands;
  /** Of the test of a path: this one takes it, or why it does not. */
  tested: { takes: true } | { takes: false; why: string } | null;
}
