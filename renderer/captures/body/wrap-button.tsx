import { WrapText } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { useWrap } from './look-store.ts';
import type { BodyView } from './views.ts';
import { useShortcuts } from '../../keys/keymap.ts';

/** Wraps long lines of a view at its width, or leaves them whole. Other views have no lines. */
export function WrapButton({ view }: { view: BodyView }) {
  const { wrap, toggle } = useWrap();
  const shortcut = useShortcuts();
  if (view !== 'pretty' && view !== 'raw' && view !== 'hex') return null;
  return (
    <IconButton
      data-body-wrap
      size="sm"
      label="Wrap lines"
      shortcut={shortcut('wrap')}
      aria-pressed={wrap[view]}
      className="size-6! aria-pressed:bg-selected aria-pressed:text-accent-ink"
      icon={<WrapText size={14} />}
      onClick={() => toggle(view)}
    />
  );
}
