import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CodeDiff } from '../ui/code/code-diff.tsx';
import { CodeMerge } from '../ui/code/code-merge.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { DraftWords } from './draft-words.ts';
import type { DraftHandle } from './use-draft.ts';

/**
 * Three ways of one text: mine, which is written here; theirs, of which parts can be taken; and what both
 * began from. Nothing is lost before somebody has chosen.
 */
export function MergeDialog<T>(props: {
  draft: DraftHandle<T>;
  words: DraftWords<T>;
  onClose: () => void;
}) {
  const { draft, words, onClose } = props;
  const theirs = draft.other?.value ?? draft.saved;
  const theirName = draft.other === null ? 'Saved now' : draft.other.session || 'The other window';
  const [mine, setMine] = useState(() => words.part(draft.value));
  const merged = words.withPart(mine, draft.value);
  const keep = (): void => {
    if (merged === null) return;
    if (draft.other === null) draft.rebase();
    else draft.choose('mine');
    draft.change(merged);
    onClose();
  };
  const before = draft.was === undefined ? null : words.part(draft.was);
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title="Compare and merge"
      description="Write on the left. An arrow takes that part from the right."
      footer={
        <>
          {merged === null && (
            <p role="alert" className="min-w-0 flex-1 text-sm text-bad">
              The left side cannot be read like this.
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={merged === null} onClick={keep}>
            Keep the left side
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-2">
        <div className="grid grid-cols-2 gap-2 text-sm font-medium">
          <span>Mine</span>
          <span>{theirName}</span>
        </div>
        <CodeMerge
          mine={mine}
          onChange={setMine}
          theirs={words.part(theirs)}
          language={words.language}
          labels={{ mine: 'Mine', theirs: theirName }}
        />
        {before !== null && (
          <details>
            <summary className="text-sm text-muted">What both began from</summary>
            <div className="pt-2">
              <CodeDiff
                before={before}
                after={mine}
                language={words.language}
                labels={{ before: 'Before', after: 'Mine' }}
              />
            </div>
          </details>
        )}
      </div>
    </Dialog>
  );
}
