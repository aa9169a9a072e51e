import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { discardDraft, draftValueOf, readDraftOf } from './use-draft.ts';

/**
 * Where something was renamed or deleted elsewhere: what was typed in it and not saved, which no form shows any more.
 * Nothing where nothing was.
 */
export function LeftBehind({ draftKey }: { draftKey: string }) {
  const drafts = useQuery(query.drafts.list.queryOptions());
  if (drafts.data?.some(({ key }) => key === draftKey) !== true) return null;
  const discard = async (): Promise<void> => {
    await readDraftOf(draftKey);
    discardDraft(draftKey);
  };
  return (
    <span className="mt-2 flex flex-wrap items-center gap-2">
      <span className="flex-1">What you typed in it and did not save is kept.</span>
      <CopyButton
        label="Copy what you typed"
        text="Copy what you typed"
        getText={async () => textOf(await draftValueOf<unknown>(draftKey))}
      />
      <Button size="sm" onClick={() => void discard()}>
        Discard
      </Button>
    </span>
  );
}

/** The code of it; all of it, where it has none. */
function textOf(value: unknown): string {
  const source = typeof value === 'object' && value !== null ? Reflect.get(value, 'source') : null;
  return typeof source === 'string' ? source : JSON.stringify(value, null, 2);
}
