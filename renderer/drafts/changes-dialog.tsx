import { CodeDiff } from '../ui/code/code-diff.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { DraftWords } from './draft-words.ts';
import type { DraftHandle } from './use-draft.ts';

/** What is saved, and what was typed. */
export function ChangesDialog<T>(props: {
  draft: DraftHandle<T>;
  words: DraftWords<T>;
  onClose: () => void;
}) {
  const { draft, words } = props;
  return (
    <Dialog open onClose={props.onClose} title="Not saved yet" size="lg">
      <div className="pt-2">
        <CodeDiff
          before={words.text(draft.saved)}
          after={words.text(draft.value)}
          language={words.language}
          labels={{ before: 'Saved', after: 'Typed' }}
        />
      </div>
    </Dialog>
  );
}
