import { ChevronDown, ChevronsDownUp, ChevronsUpDown, ChevronUp } from 'lucide-react';
import type { Ref } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { formatCount } from '../../../ui/format.ts';
import { TextInput } from '../../../ui/form/inputs.tsx';
import type { TreeSearch } from './use-tree.ts';

function hitWords(search: TreeSearch): string {
  if (search.needle === '') return '';
  if (search.searching) return 'searching';
  if (search.hits.length === 0) return 'not found';
  return `${formatCount(search.at + 1)} of ${formatCount(search.hits.length)}`;
}

/** Search within the tree, and folding of all of it. */
export function TreeToolbar({
  inputRef,
  ...props
}: {
  search: TreeSearch;
  inputRef: Ref<HTMLInputElement>;
  onOpenAll: () => void;
  onFoldAll: () => void;
  /** Enough of searching: the focus goes back to the tree. */
  onLeave: () => void;
}) {
  const { search } = props;
  const none = search.hits.length === 0;
  return (
    <div className="flex shrink-0 items-center gap-1 border-b border-line px-2 py-1">
      <TextInput
        ref={inputRef}
        value={search.needle}
        onValueChange={search.setNeedle}
        placeholder="Search keys and values"
        aria-label="Search in this body"
        className="h-7! max-w-64 text-sm!"
        onKeyDown={(event) => {
          if (event.key === 'Enter') (event.shiftKey ? search.previous : search.next)();
          else if (event.key === 'ArrowDown') props.onLeave();
          else if (event.key === 'Escape' && search.needle !== '') search.setNeedle('');
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <output className="min-w-16 px-1 text-sm text-muted tabular-nums">{hitWords(search)}</output>
      <IconButton
        size="sm"
        label="Previous hit"
        shortcut="Shift+Enter"
        icon={<ChevronUp size={14} />}
        disabled={none}
        onClick={search.previous}
      />
      <IconButton
        size="sm"
        label="Next hit"
        shortcut="Enter"
        icon={<ChevronDown size={14} />}
        disabled={none}
        onClick={search.next}
      />
      <span className="flex-1" />
      <IconButton
        size="sm"
        label="Expand all"
        icon={<ChevronsUpDown size={14} />}
        onClick={props.onOpenAll}
      />
      <IconButton
        size="sm"
        label="Fold all"
        icon={<ChevronsDownUp size={14} />}
        onClick={props.onFoldAll}
      />
    </div>
  );
}
