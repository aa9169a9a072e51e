import { Copy } from 'lucide-react';
import { copyShown } from './copy-shown.ts';
import { Tooltip } from '../tooltip.tsx';

/** An address that a click copies. */
export function CopyAddress({ url, what }: { url: string; what: string }) {
  return (
    <Tooltip label={`Copy ${what}`}>
      <button
        type="button"
        aria-label={`Copy ${what}, ${url}`}
        onClick={() => void copyShown(url, what)}
        className="group flex h-6 min-w-0 items-center gap-1.5 rounded px-1.5 hover:bg-hover hover:text-ink"
      >
        <span className="wire truncate">{url}</span>
        <Copy size={12} aria-hidden className="shrink-0 opacity-60 group-hover:opacity-100" />
      </button>
    </Tooltip>
  );
}
