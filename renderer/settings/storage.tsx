import { useMutation, useQuery } from '@tanstack/react-query';
import type { Status, StorageSizes } from '../../preload/contract/system.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatBytes } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Compact } from './compact/compact.tsx';

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
      <Compact unused={sizes.unused} database={sizes.database} />
    </>
  );
}
