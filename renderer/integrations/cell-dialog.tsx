import { useQuery } from '@tanstack/react-query';
import type { Cell, IntegrationId } from '../../preload/contract/integrations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';

export interface OpenCell {
  table: string;
  column: string;
  type: string;
  /** As the list has it: long texts are cut. */
  value: Cell;
  /** Digits; null in views without one. */
  sequence: string | null;
  captureId: CaptureId | null;
}

/** A value as a whole, and the way to the capture it came in. */
export function CellDialog(props: { id: IntegrationId; open: OpenCell; onClose: () => void }) {
  const { table, column, type, value, sequence, captureId } = props.open;
  const cut = typeof value === 'string' && value.endsWith('…');
  const whole = useQuery({
    ...query.integrations.cell.queryOptions({
      input: { id: props.id, table, column, sequence: sequence ?? '0' },
    }),
    enabled: cut && sequence !== null,
  });
  const text = textOf(whole.data?.value ?? value, type);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={column}
      description={`${type}${sequence === null ? '' : `, row ${sequence}`}`}
      footer={
        <>
          {captureId !== null && (
            <a
              className="mr-auto text-accent-ink underline"
              href={formatRoute({ page: 'captures', id: captureId })}
            >
              Open its capture
            </a>
          )}
          <CopyButton
            label="Copy the value"
            text="Copy"
            getText={() => String(whole.data?.value ?? value ?? '')}
          />
        </>
      }
    >
      {whole.error !== null && <Problem error={whole.error} />}
      <pre
        aria-label="The value"
        className="wire max-h-[60vh] min-h-16 overflow-auto rounded-md border border-line bg-canvas p-2 break-all whitespace-pre-wrap"
      >
        {value === null ? <span className="text-muted italic">NULL</span> : text}
      </pre>
    </Dialog>
  );
}

function textOf(value: Cell, type: string): string {
  if (type !== 'json' || typeof value !== 'string') return String(value ?? '');
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    // Cut, or a number beyond what is shown here: the source text says it best.
    return value;
  }
}
