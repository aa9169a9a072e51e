import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Status, StorageSizes } from '../../preload/contract/system.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { readProblem } from '../api/problem.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { toast } from '../ui/toast.tsx';

const PARTS: readonly [part: keyof StorageSizes, label: string][] = [
  ['database', 'Database: captures and configuration'],
  ['bodies', 'Long bodies'],
  ['tables', 'Tables of integrations'],
  ['copies', 'Copies made before an update or a repair'],
  ['other', 'Other files'],
];

/** What the data directory takes on disk, where it is, and the way to make it smaller. */
export function Storage({ status }: { status: Status }) {
  const sizes = useQuery({ ...query.system.storage.queryOptions(), staleTime: 0 });
  const open = useMutation({ mutationFn: () => api.system.openFolder() });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <code className="wire min-w-0 flex-1 break-all select-all">{status.dataDir}</code>
        <CopyButton label="Copy the path" getText={() => status.dataDir} />
        <Button disabled={open.isPending} onClick={() => open.mutate()}>
          Open the folder
        </Button>
      </div>
      {open.error !== null && <Problem error={open.error} />}
      {sizes.error ? (
        <Problem error={sizes.error} onRetry={() => void sizes.refetch()} />
      ) : sizes.data === undefined ? (
        <Spinner label="Adding up" />
      ) : (
        <Sizes sizes={sizes.data} />
      )}
    </>
  );
}

function Sizes({ sizes }: { sizes: StorageSizes }) {
  const total = PARTS.reduce((sum, [part]) => sum + sizes[part], 0);
  return (
    <>
      <table className="w-full">
        <caption className="sr-only">What takes space</caption>
        <tbody>
          {PARTS.map(([part, label]) => (
            <tr key={part} className="border-b border-line">
              <th scope="row" className="py-1.5 text-left font-normal">
                {label}
              </th>
              <td className="text-right tabular-nums">{formatBytes(sizes[part])}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" className="py-1.5 text-left">
              Together
            </th>
            <td className="text-right font-semibold tabular-nums">{formatBytes(total)}</td>
          </tr>
        </tbody>
      </table>
      <Compact sizes={sizes} />
    </>
  );
}

/** About so much is written anew in a second; a slow disk takes longer. */
const BYTES_PER_MS = 100_000;

function Compact({ sizes }: { sizes: StorageSizes }) {
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const compact = async (): Promise<void> => {
    setProblem(null);
    try {
      const { before, after } = await api.system.compact();
      toast({
        title: `Compacted: ${formatBytes(Math.max(0, before - after))} freed`,
        tone: 'good',
      });
    } catch (error) {
      setProblem(error);
      throw error;
    } finally {
      void queryClient.invalidateQueries({ queryKey: query.system.storage.key() });
    }
  };
  const wait = formatDuration(Math.max(1000, sizes.database / BYTES_PER_MS));
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button onClick={() => setAsked(true)}>Compact</Button>
      <span className="text-sm text-muted">
        {formatBytes(sizes.unused)} of the database is unused.
      </span>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title="Compact the database?"
        confirmLabel="Compact"
        onConfirm={compact}
      >
        <p>
          Senders wait for about {wait} meanwhile. Their requests are answered then; a sender that
          waits no longer than that sends again or gives up.
        </p>
        {problem !== null && (
          <p role="alert" className="mt-2 text-bad">
            {readProblem(problem).message} {readProblem(problem).hint}
          </p>
        )}
      </ConfirmDialog>
    </div>
  );
}
