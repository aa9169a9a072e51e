import { useState } from 'react';
import { later } from '../ui/parts/later.tsx';
import { type Chosen, useExportNow } from './chosen.ts';

const ExportDialog = later(
  'The export',
  async () => (await import('./export-dialog.tsx')).ExportDialog,
  () => null,
);

/** Where the export dialog appears. Stands once in the page. */
export function ExportHost() {
  const chosen = useExportNow((s) => s.chosen);
  // Stays with what it was about while it closes: a dialog gives the focus back by itself.
  const [last, setLast] = useState<Chosen | null>(chosen);
  if (chosen !== null && chosen !== last) setLast(chosen);
  return last === null ? null : <ExportDialog chosen={last} open={chosen !== null} />;
}
