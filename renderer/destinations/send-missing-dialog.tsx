import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import { api, query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';

/** Captures that were never sent to a destination, sent now. */
export function SendMissingDialog(props: { destination: Destination; onClose: () => void }) {
  const { id, name } = props.destination;
  const [search, setSearch] = useState('');
  const [error, setError] = useState<unknown>(null);
  const asked = useDeferredValue(search);
  const found = useQuery({
    ...query.captures.count.queryOptions({
      input: { search: asked },
      placeholderData: keepPreviousData,
    }),
    retry: false,
  });
  const start = async (): Promise<void> => {
    setError(null);
    try {
      await api.deliveries.startJob({ kind: 'replay-missing', destinationId: id, search });
      navigate({ page: 'deliveries', part: 'jobs', id: null });
    } catch (cause) {
      setError(cause);
      throw cause;
    }
  };
  const fault = found.error === null ? undefined : readProblem(found.error).message;
  const count = found.data;
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={`Send captures to ${name}`}
      confirmLabel="Send"
      onConfirm={start}
    >
      <div className="flex flex-col gap-3">
        <p>Sends captures that match a search and were not sent there before.</p>
        <Field label="Search" error={fault} help="As in the captures list. Empty: all captures.">
          <TextInput
            mono
            value={search}
            onValueChange={setSearch}
            placeholder="method:post path:/orders"
          />
        </Field>
        <output className="text-ink tabular-nums">
          {count === undefined || fault !== undefined
            ? ''
            : `Found ${formatCount(count.count, count.capped)} captures.`}
        </output>
        {error !== null && <Problem error={error} />}
      </div>
    </ConfirmDialog>
  );
}
