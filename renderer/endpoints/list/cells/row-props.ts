import type { PointerEvent } from 'react';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import type { Known } from '../known.ts';
import type { RowCommands } from '../row-menu.tsx';

/** How much of a row there is room for. */
export type RowForm = 'full' | 'some' | 'stacked';

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
