import { Ellipsis } from 'lucide-react';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { headerTerm, isCredential } from './header-terms.ts';
import { addAsColumn, copyPart, searchOnly } from './value-actions.ts';

/** What can be done with a header of the request beyond reading it. */
export function HeaderMenu({ header }: { header: HeaderPair }) {
  const [name, value] = header;
  const term = headerTerm(header);
  const items: MenuItem[] = [
    { id: 'value', label: 'Copy value', onSelect: () => copyPart(value, 'value') },
    { id: 'line', label: 'Copy line', onSelect: () => copyPart(`${name}: ${value}`, 'line') },
  ];
  if (term !== null) {
    items.push('separator', {
      id: 'only',
      label: 'Only captures with this value',
      onSelect: () => searchOnly(term),
    });
  }
  // Of a credential the list would show no more than that there is one.
  if (!isCredential(name)) {
    items.push({
      id: 'column',
      label: 'Add as column',
      onSelect: () => addAsColumn(`header.${name.toLowerCase()}`),
    });
  }
  return (
    <Menu
      trigger={
        <IconButton
          size="sm"
          data-header-menu
          label={`More for ${name}`}
          icon={<Ellipsis size={14} />}
        />
      }
      items={items}
    />
  );
}
