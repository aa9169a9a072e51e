import { Ellipsis } from 'lucide-react';
import type { View } from '../../../preload/contract/captures/views.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDisplay } from '../display/display.ts';
import { useSearch } from '../search-store.ts';
import {
  moveView,
  openView,
  removeView,
  resetView,
  saveView,
  useViewChange,
  type ViewChanges,
} from './use-views.ts';

export type ViewMenuProps = {
  view: View;
  last: number;
  changes: ViewChanges;
  onName: (renamed: View | null) => void;
};

/** What can be done with the current view. */
export function ViewMenu(props: ViewMenuProps) {
  const { view, changes } = props;
  const applied = useSearch((s) => s.applied);
  const display = useDisplay();
  const save = useViewChange(saveView, { failed: 'The view was not saved' });
  const move = useViewChange(moveView, { failed: 'The view was not moved' });
  const remove = useViewChange(removeView, {
    onDone: ([first], { name }) => {
      if (first) openView(first);
      toast({ title: `Deleted the view “${name}”` });
    },
    failed: 'The view was not deleted',
  });
  const items: MenuItem[] = [];
  if (changes.search || changes.display) {
    // The search of one that comes with Backstitch stays; how it is shown can be kept.
    if (!view.builtIn || changes.display) {
      const search = view.builtIn ? view.search : applied;
      items.push({
        id: 'save',
        label: view.builtIn ? 'Save how it is shown' : 'Save the changes',
        onSelect: () => save.mutate({ ...view, ...display, search }),
      });
    }
    items.push(
      { id: 'save-as', label: 'Save as…', onSelect: () => props.onName(null) },
      { id: 'reset', label: `Reset to “${view.name}”`, onSelect: () => resetView(view) },
      'separator',
    );
  }
  const moveBy = (by: number) => () => move.mutate({ view, by });
  items.push(
    { id: 'left', label: 'Move left', disabled: view.position <= 1, onSelect: moveBy(-1) },
    {
      id: 'right',
      label: 'Move right',
      disabled: view.position >= props.last,
      onSelect: moveBy(1),
    },
  );
  if (!view.builtIn) {
    items.push(
      { id: 'rename', label: 'Rename…', onSelect: () => props.onName(view) },
      'separator',
      {
        id: 'delete',
        label: 'Delete view',
        danger: true,
        onSelect: () => remove.mutate(view),
      },
    );
  }
  return (
    <Menu
      trigger={<IconButton size="sm" label={`View “${view.name}”`} icon={<Ellipsis size={14} />} />}
      items={items}
    />
  );
}
