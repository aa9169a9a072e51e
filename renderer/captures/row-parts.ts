// What rows of captures are made of, for lists of captures that are kept elsewhere, such as by a team.
export { RULER_TEXT, useRowFacts, useRowForm } from './list/use-row-form.ts';
export { Cells } from './row/capture-row.tsx';
export { columnOf } from './row/columns.ts';
export { HEADINGS_HEIGHT } from './row/headings.tsx';
export { type RowForm, timeWidth } from './row/row-form.ts';
export { rowName, rowWords } from './row/row-words.ts';
