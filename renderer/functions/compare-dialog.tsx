import type { Comparison } from '../../preload/contract/functions.ts';
import { prettyEjson } from '../runs/pretty-ejson.ts';
import { formatRoute } from '../shell/route.ts';
import { CodeDiff } from '../ui/code-diff.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatClock } from '../ui/format.ts';

type Reply = Comparison['before'];

/** Status, headers and body as one text, so that one look shows what differs. */
function replyText(reply: Reply): string {
  if (reply === null) return '';
  const headers = reply.headers.map(([name, value]) => `${name}: ${value}`).sort();
  return [`status ${reply.status}`, ...headers, '', prettyEjson(reply.body)].join('\n');
}

/** Both answers to one request, side by side. */
export function CompareDialog({ row, onClose }: { row: Comparison; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      size="full"
      title={`${row.method} of ${formatClock(row.receivedAt)}`}
      description={
        <a
          className="text-accent-ink underline"
          href={formatRoute({ page: 'captures', id: row.captureId })}
        >
          Open the capture
        </a>
      }
    >
      {row.error !== null && (
        <p className="mb-3 rounded-lg bg-bad-soft px-3 py-2 break-words text-bad">{row.error}</p>
      )}
      <CodeDiff
        language="text"
        before={replyText(row.before)}
        after={replyText(row.after)}
        labels={{ before: 'Answered then', after: 'Answered now' }}
      />
    </Dialog>
  );
}
