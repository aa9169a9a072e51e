import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { query } from '../../api/client.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { formatCount } from '../../ui/format.ts';
import { useNow } from '../../ui/platform/use-now.ts';
import { Problem } from '../../ui/problem.tsx';
import { readFound } from '../found-text.ts';
import { removeFound } from '../list-actions.ts';
import { spanWords } from '../../ui/time/span-words.ts';

/** Asks before all that a search finds is deleted, and says how many that are. */
export function RemoveFoundDialog(props: { open: boolean; search: string; onClose: () => void }) {
  const { search } = props;
  const { search: words, span } = readFound(search);
  const [includePinned, setIncludePinned] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const now = useNow(props.open);
  const count = useQuery({
    ...query.captures.count.queryOptions({
      // Before the search: its last word may be half of one, and must stay the last.
      input: { search: includePinned ? search : `-is:pinned ${search}`.trim() },
    }),
    enabled: props.open,
    placeholderData: (previous) => previous,
  });
  const many = count.data ? formatCount(count.data.count, count.data.capped) : '';
  const what = `${many} ${count.data?.count === 1 ? 'capture' : 'captures'}`.trim();
  const close = (): void => {
    setError(null);
    setIncludePinned(false);
    props.onClose();
  };
  const remove = async (): Promise<void> => {
    setError(null);
    try {
      await removeFound(search, includePinned);
    } catch (failure) {
      setError(failure);
      throw failure;
    }
  };
  return (
    <ConfirmDialog
      open={props.open}
      onClose={close}
      title={search === '' ? `Delete all ${what}?` : `Delete the ${what} found?`}
      confirmLabel={`Delete ${what}`}
      danger
      onConfirm={remove}
    >
      <div className="flex flex-col gap-3">
        {words !== '' && (
          <p>
            Found by <code className="wire text-ink">{words}</code>
          </p>
        )}
        {span && <p className="tabular-nums">Only those that came {spanWords(span, now)}.</p>}
        <p>You can undo this until Backstitch restarts.</p>
        <Checkbox
          checked={includePinned}
          onCheckedChange={setIncludePinned}
          label="Delete pinned captures too"
        />
        {error !== null && <Problem error={error} />}
      </div>
    </ConfirmDialog>
  );
}
