import { CopyButton } from '../../../ui/copy-button.tsx';
import { VisibleText } from '../text/visible-text.tsx';
import { jsonPath, searchTerm } from './node-path.ts';
import type { JsonDocument } from './node-table.ts';
import { valueOf } from './read-node.ts';

/** Where the current node stands, and what can be copied of it. */
export function NodeBar({ doc, node }: { doc: JsonDocument; node: number }) {
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
    </div>
  );
}
