import { Copy, GripVertical } from 'lucide-react';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import { copyShown } from '../../../ui/copy/copy-shown.ts';
import { cx } from '../../../ui/cx.ts';
import type { RowProps } from './row-props.ts';

export function Grip({ known, onGrab }: RowProps) {
  const { endpoint } = known;
  return (
    <div role="gridcell" className="flex justify-center">
      {!endpoint.isInbox && onGrab !== null && (
        <span
          data-grip
          aria-hidden
          title="Drag to move, or Alt with ↑ and ↓"
          onPointerDown={(event) => onGrab(endpoint, event)}
          className="flex h-7 w-5 cursor-grab touch-none items-center justify-center rounded text-faint hover:bg-pressed hover:text-ink"
        >
          <GripVertical size={14} />
        </span>
      )}
    </div>
  );
}

export function Name({ known, opened }: RowProps) {
  const { endpoint } = known;
  return (
    <span
      title={endpoint.name}
      className={cx(
        'min-w-0 truncate',
        opened ? 'font-semibold' : 'font-medium',
        !endpoint.enabled && 'text-muted',
      )}
    >
      {endpoint.name}
      {!endpoint.enabled && <span className="sr-only">, off</span>}
    </span>
  );
}

export function Path({ endpoint, dimmed }: { endpoint: Endpoint; dimmed: boolean }) {
  if (endpoint.isInbox) return <span className="min-w-0 truncate text-muted">Everything else</span>;
  return (
    <span
      title={endpoint.path}
      className={cx('wire min-w-0 truncate', dimmed ? 'text-faint' : 'text-muted')}
    >
      {endpoint.path}
    </span>
  );
}

export function CopyUrl({ endpoint, active }: { endpoint: Endpoint; active: boolean }) {
  const url = endpoint.publicUrl ?? endpoint.localUrl;
  const kind = endpoint.publicUrl === null ? 'local' : 'public';
  const label = `Copy the ${kind} URL of ${endpoint.name}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={`${label}: ${url}`}
      tabIndex={active ? 0 : -1}
      onClick={() => void copyShown(url, `the ${kind} URL of ${endpoint.name}`)}
      className="ml-0.5 flex size-6 shrink-0 items-center justify-center rounded text-muted opacity-60 group-hover/row:opacity-100 hover:bg-pressed hover:text-ink focus-visible:opacity-100"
    >
      <Copy size={13} aria-hidden />
    </button>
  );
}
