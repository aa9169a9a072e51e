import { currentRoute, navigate } from '../../navigation/route.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { addColumn, removeColumn } from '../display/columns-shown.ts';
import { COLUMNS_AT_MOST } from '../display/display.ts';
import { columnOf } from '../row/columns.ts';
import { useSearch } from '../search-store.ts';
import { withTerm } from './row-terms.ts';

/** Copies a text and says what it was. */
export function copyPart(text: string, what: string): void {
  copyText(text)
    .then(() => toast({ title: `Copied ${what}` }))
    .catch(sayNot('Not copied'));
}

/** Shows only captures that a term finds, of those that are found now. */
export function searchOnly(term: string): void {
  const { applied, searchFor } = useSearch.getState();
  searchFor(withTerm(applied, term));
  // Looked at elsewhere, such as in the team: the list is there.
  if (currentRoute().page !== 'captures') navigate({ page: 'captures', id: null });
}

/** Adds a column of the list for a value that somebody looks at in one capture. */
export function addAsColumn(id: string): void {
  const { label } = columnOf(id);
  if (!addColumn(id)) {
    toast({
      title: 'Remove a column first',
      description: `The list has ${COLUMNS_AT_MOST} columns, as many as fit. Display, above it, removes one.`,
      tone: 'warn',
    });
    return;
  }
  toast({
    title: `Added the column ${label}`,
    description: 'It is shown where the list is wide enough.',
    action: { label: 'Undo', onSelect: () => removeColumn(id) },
  });
}
