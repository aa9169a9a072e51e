import { useState } from 'react';
import { later } from '../ui/parts/later.tsx';
import { useExpectationsOpen } from './opened.ts';

const ExpectationsDialog = later(
  'Expectations',
  async () => (await import('./expectations-dialog.tsx')).ExpectationsDialog,
  () => null,
);

/** Where the dialog of expectations appears. Stands once in the page. */
export function ExpectationsHost() {
  const search = useExpectationsOpen((s) => s.search);
  // Stays with what it was about while it closes: a dialog gives the focus back by itself.
  const [last, setLast] = useState({ search, times: 0 });
  if (search !== null && search !== last.search) setLast({ search, times: last.times + 1 });
  if (last.search === null) return null;
  return <ExpectationsDialog key={last.times} search={last.search} open={search !== null} />;
}
