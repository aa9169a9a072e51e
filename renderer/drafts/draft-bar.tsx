import { FilePen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/platform/use-now.ts';
import { exact } from '../ui/time/moments.ts';
import { ChangesDialog } from './changes-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import type { DraftWords } from './draft-words.ts';
import type { DraftHandle } from './use-draft.ts';

/**
 * Says what of a text is not saved: typed earlier, typed in another window too, or begun from something
 * that is not what is saved any more. Nothing is shown where there is nothing to say.
 */
export function DraftBar<T>(props: {
  draft: DraftHandle<T>;
  words: DraftWords<T>;
  /** Left out where there is nothing to be saved, as for a request that is sent. */
  onSave?: (() => void) | undefined;
  canSave?: boolean;
  /** How it is called that nothing became of the text yet. */
  state?: string;
}) {
  const { draft, words } = props;
  const [shown, show] = useState<'changes' | 'merge' | null>(null);
  const now = useNow(false);
  const close = (): void => show(null);
  const dialogs = (
    <>
      {shown === 'changes' && <ChangesDialog draft={draft} words={words} onClose={close} />}
      {shown === 'merge' && <MergeDialog draft={draft} words={words} onClose={close} />}
    </>
  );
  const merge = (
    <Button size="sm" onClick={() => show('merge')}>
      Compare and merge
    </Button>
  );
  if (draft.other !== null) {
    return (
      <Bar
        tone="bg-warn-soft text-warn"
        text={`Also changed in ${draft.other.session || 'another window'}, at ${exact(draft.other.at, now)}. Your text is still here.`}
      >
        {merge}
        <Button size="sm" onClick={() => draft.choose('mine')}>
          Keep mine
        </Button>
        <Button size="sm" onClick={() => draft.choose('theirs')}>
          Take theirs
        </Button>
        {dialogs}
      </Bar>
    );
  }
  if (draft.isBehind) {
    return (
      <Bar
        tone="bg-warn-soft text-warn"
        text="It changed in another window or in its folder. Your text is still here."
      >
        {merge}
        <Button size="sm" onClick={draft.rebase}>
          Keep mine
        </Button>
        <Button size="sm" onClick={draft.discard}>
          Take theirs
        </Button>
        {dialogs}
      </Bar>
    );
  }
  if (draft.isTooLarge) {
    return (
      <Bar
        tone="bg-warn-soft text-warn"
        text="Too large to keep as a draft (8 MB at most). It is lost when this window closes."
      />
    );
  }
  if (!draft.isChanged || draft.found === null) return dialogs;
  return (
    <Bar
      tone="bg-info-soft text-info"
      text={`${props.state ?? 'Not saved'}, from ${exact(draft.found.at, now)}${inBrowser(draft.found.session)}.`}
    >
      {props.onSave !== undefined && (
        <Button size="sm" disabled={props.canSave === false} onClick={props.onSave}>
          Save
        </Button>
      )}
      <Button size="sm" onClick={() => show('changes')}>
        Show changes
      </Button>
      <Button size="sm" onClick={draft.discard}>
        Discard
      </Button>
      {dialogs}
    </Bar>
  );
}

const inBrowser = (session: string): string => (session === '' ? '' : ` in ${session}`);

function Bar(props: { tone: string; text: string; children?: ReactNode }) {
  return (
    <section
      aria-label="Draft"
      className={`flex min-h-9 shrink-0 flex-wrap items-center gap-1.5 rounded-md px-3 py-1 text-sm ${props.tone}`}
    >
      <FilePen size={14} aria-hidden className="shrink-0" />
      <p role="status" className="min-w-40 flex-1">
        {props.text}
      </p>
      {props.children}
    </section>
  );
}
