import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import { IconButton } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { VisibleText } from '../text/visible-text.tsx';
import { jsonPath, searchTerm } from './node-path.ts';
import type { JsonDocument } from './node-table.ts';
import { valueOf } from './read-node.ts';

/** Where the current node stands, what can be copied of it, and folding of the whole tree. */
export function NodeBar(props: {
  doc: JsonDocument;
  node: number;
  onOpenAll: () => void;
  onFoldAll: () => void;
}) {
  const { doc, node } = props;
  const path = jsonPath(doc, node);
  const term = searchTerm(doc, node);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1 border-t border-line bg-canvas px-2 py-1">
      <span className="wire min-w-24 flex-1 truncate text-muted" title={path}>
        <VisibleText text={path} />
      </span>
      <CopyButton variant="ghost" label="Copy path" text="Path" getText={() => path} />
      {term !== null && (
        <CopyButton
          variant="ghost"
          label="Copy as search term"
          text="Search term"
          getText={() => term}
        />
      )}
      <CopyButton
        variant="ghost"
        label="Copy value"
        text="Value"
        getText={() => valueOf(doc, node)}
      />
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
