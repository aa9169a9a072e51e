import { Copy } from 'lucide-react';
import { copyShown } from './copy-shown.ts';
import { Tooltip } from '../tooltip.tsx';

/** An address that a click copies. */
export function CopyAddress({ url, what }: { url: string; what: string }) {
  const scheme = /^https?:\/\//.exec(url)?.[0] ?? '';
  return (
    <Tooltip label={`Copy ${what}`}>
      <button
        type="button"
        aria-label={`Copy ${what}, ${url}`}
        onClick={() => void copyShown(url, what)}
        className="group flex h-6 min-w-0 items-center gap-1.5 rounded px-1.5 hover:bg-hover hover:text-ink"
      >
        <span className="wire truncate">
          {/* Where there is little room, the host says more than how it is asked. */}
          <span className="@max-[44rem]:hidden">{scheme}</span>
          {url.slice(scheme.length)}
        </span>
        <Copy size={12} aria-hidden className="shrink-0 opacity-60 group-hover:opacity-100" />
      </button>
    </Tooltip>
  );
}
