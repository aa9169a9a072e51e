import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { query } from '../../api/client.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { formatCount } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { removeFound } from '../list-actions.ts';

/** Asks before all that a search finds is deleted, and says how many that are. */
export function RemoveFoundDialog(props: { open: boolean; search: string; onClose: () => void }) {
  const { search } = props;
  const [includePinned, setIncludePinned] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const count = useQuery({
    ...query.captures.count.queryOptions({
      input: { search: includePinned ? search : `${search} -is:pinned`.trim() },
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
        {search !== '' && (
          <p>
            Found by <code className="wire text-ink">{search}</code>
          </p>
        )}
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
