import type { KeyboardEvent } from 'react';

/** Id of the list that belongs to the palette's field. */
export const PALETTE_LIST = 'palette-list';

/** What the list does with a key that is pressed in the field. */
export type PaletteKeys = (event: KeyboardEvent<HTMLInputElement>) => void;
