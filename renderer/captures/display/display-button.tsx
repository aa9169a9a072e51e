import { SlidersHorizontal } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { later } from '../../ui/parts/later.tsx';
import { useDisplay } from './display.ts';
import { GROUP_WORDS, ORDER_WORDS } from './display-words.ts';

export const DisplayMenu = later(
  'The menu',
  async () => (await import('./display-menu.tsx')).DisplayMenu,
  () => null,
);

/** Opens what the list looks like; says what of it differs from the usual. */
export function DisplayButton() {
  const { order, group } = useDisplay();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const words = [
    order === 'newest' ? '' : ORDER_WORDS[order],
    group === null ? '' : `By ${GROUP_WORDS[group].toLowerCase()}`,
  ].filter((word) => word !== '');
  return (
    <>
      <Button
        ref={button}
        size="sm"
        variant="ghost"
        className="ml-auto min-w-0 shrink"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={['Display', ...words].join(', ')}
        title="Columns, order, groups, density"
        icon={<SlidersHorizontal size={14} className="shrink-0" />}
        onClick={() => {
          setAsked(true);
          setOpen(!open);
        }}
      >
        {words.length > 0 && <span className="truncate">{words.join(' · ')}</span>}
      </Button>
      {asked && <DisplayMenu open={open} anchor={button} onClose={() => setOpen(false)} />}
    </>
  );
}
