import { Trash2 } from 'lucide-react';
import type { SavedExpectation } from '../../preload/contract/interchange/expectations.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';

/** Expectations that were saved; one is open beside the list. */
export function SavedList(props: {
  saved: readonly SavedExpectation[];
  /** Name of the open one; null: a new one. */
  open: string | null;
  onOpen: (saved: SavedExpectation) => void;
  onNew: () => void;
  onRemove: (saved: SavedExpectation) => void;
}) {
  const { saved, open, onOpen, onNew, onRemove } = props;
  return (
    <nav aria-label="Saved expectations" className="flex shrink-0 flex-col gap-2 sm:w-52">
      <Button size="sm" onClick={onNew} className="self-start">
        New from the search
      </Button>
      {saved.length === 0 ? (
        <p className="text-sm text-muted">None is saved yet.</p>
      ) : (
        <ul className="flex max-h-40 flex-col overflow-auto sm:max-h-96">
          {saved.map((one) => (
            <li key={one.name} className="flex items-center">
              <button
                type="button"
                aria-current={one.name === open}
                onClick={() => onOpen(one)}
                className={cx(
                  'min-w-0 flex-1 truncate rounded-md px-2 py-1 text-left hover:bg-hover',
                  one.name === open && 'bg-selected font-medium',
                )}
              >
                {one.name}
              </button>
              <IconButton
                size="sm"
                label={`Delete ${one.name}`}
                icon={<Trash2 size={14} />}
                onClick={() => onRemove(one)}
              />
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}
