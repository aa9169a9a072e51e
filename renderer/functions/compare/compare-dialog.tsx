import { ChevronLeft, ChevronRight, Play } from 'lucide-react';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { formatRoute } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatClock } from '../../ui/format.ts';
import { replyTexts } from './compare-words.ts';

/** Both answers to one request, with a way to the next one of the rows that are shown. */
export function CompareDialog(props: {
  rows: readonly Comparison[];
  row: Comparison;
  onOpen: (row: Comparison) => void;
  onTry: (id: CaptureId) => void;
  onClose: () => void;
}) {
  const { rows, row } = props;
  const at = rows.findIndex((one) => one.captureId === row.captureId);
  const texts = replyTexts(row.before, row.after);
  return (
    <Dialog
      open
      onClose={props.onClose}
      size="full"
      title={`${row.method} of ${formatClock(row.receivedAt)}`}
      description={
        <>
          <span className="wire break-all">{row.target}</span>{' '}
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'captures', id: row.captureId })}
          >
            Open the capture
          </a>
        </>
      }
      footer={
        <>
          <Step row={rows[at - 1]} onOpen={props.onOpen} icon={<ChevronLeft size={14} />}>
            Newer
          </Step>
          <Step row={rows[at + 1]} onOpen={props.onOpen} icon={<ChevronRight size={14} />}>
            Older
          </Step>
          <span className="flex-1" />
          <Button icon={<Play size={14} />} onClick={() => props.onTry(row.captureId)}>
            Try on this request
          </Button>
          <Button variant="primary" onClick={props.onClose}>
            Close
          </Button>
        </>
      }
    >
      {row.error !== null && (
        <p className="mb-3 rounded-lg bg-bad-soft px-3 py-2 break-words text-bad">{row.error}</p>
      )}
      {row.skipped !== null && (
        <p className="mb-3 rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">
          {row.skipped}
        </p>
      )}
      {row.before === null && (
        <p className="pb-3 text-muted">
          The old answer was not kept. This is what it would get now.
        </p>
      )}
      <CodeDiff
        // Another pair of texts starts at its own beginning.
        key={row.captureId}
        language="text"
        {...texts}
        labels={{ before: 'Answer then', after: 'Answer now' }}
      />
    </Dialog>
  );
}

function Step(props: {
  row: Comparison | undefined;
  onOpen: (row: Comparison) => void;
  icon: React.ReactNode;
  children: string;
}) {
  const { row } = props;
  return (
    <Button
      variant="ghost"
      icon={props.icon}
      disabled={row === undefined}
      onClick={() => {
        if (row !== undefined) props.onOpen(row);
      }}
    >
      {props.children}
    </Button>
  );
}
