import { useEffect, useEffectEvent, useState } from 'react';
import { usePrefs } from '../api/prefs.ts';
import { useRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { HINTS, type Hint, readStart, saveStart } from './start-prefs.ts';

const WORDS: Record<Hint, { target: string; text: string }> = {
  outcome: {
    target: '[data-outcome]',
    text: 'What became of the request, with the repair beside it.',
  },
  replay: {
    target: '[data-replay]',
    text: 'Replay sends this capture again. The key r does the same.',
  },
  forward: {
    target: '[data-forward]',
    text: 'Forward sends what arrives on to your server.',
  },
};

/** Beside the first capture: one hint at a time, each until it was used or put away. */
export function Hints() {
  const prefs = usePrefs();
  const route = useRoute();
  if (prefs === undefined || route.page !== 'captures' || route.id === null) return null;
  const start = readStart(prefs);
  const [hint] = start.hints;
  if (hint === undefined) return null;
  const done = (): void =>
    void saveStart({ ...start, hints: start.hints.filter((one) => one !== hint) });
  return <Callout key={hint} hint={hint} onDone={done} />;
}

const WIDTH = 288;
const GAP = 8;

function Callout({ hint, onDone }: { hint: Hint; onDone: () => void }) {
  const { target, text } = WORDS[hint];
  const place = usePlace(target);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (document.querySelector('[role=dialog]:not([aria-modal=false]), [role=menu]')) return;
    event.preventDefault();
    onDone();
  });
  const onClick = useEffectEvent((event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest(target)) onDone();
  });
  const onCommand = useEffectEvent((event: Event) => {
    if (event instanceof CustomEvent && event.detail === hint) onDone();
  });
  useEffect(() => {
    const key = (event: KeyboardEvent): void => onKey(event);
    const click = (event: MouseEvent): void => onClick(event);
    const command = (event: Event): void => onCommand(event);
    // Before the keys of the page: Esc puts the hint away first.
    window.addEventListener('keydown', key, { capture: true });
    window.addEventListener('click', click, { capture: true });
    window.addEventListener('backstitch:command', command);
    return () => {
      window.removeEventListener('keydown', key, { capture: true });
      window.removeEventListener('click', click, { capture: true });
      window.removeEventListener('backstitch:command', command);
    };
  }, []);
  if (place === null) return null;
  const below = place.bottom + 110 < window.innerHeight;
  const left = Math.max(GAP, Math.min(place.left, window.innerWidth - WIDTH - GAP));
  const top = below
    ? { top: place.bottom + GAP }
    : { bottom: window.innerHeight - place.top + GAP };
  return (
    <div
      role="status"
      data-hint={hint}
      className="fixed z-30 flex flex-col gap-2 rounded-lg border border-accent-line bg-raised p-3 shadow-popup"
      style={{ left, width: Math.min(WIDTH, window.innerWidth - 2 * GAP), ...top }}
    >
      <p>{text}</p>
      <div className="flex items-center gap-2">
        <span className="flex-1 text-sm text-muted">
          Hint {HINTS.indexOf(hint) + 1} of {HINTS.length}
        </span>
        <Button size="sm" onClick={onDone}>
          Got it
        </Button>
      </div>
    </div>
  );
}

/** Where an element is, as long as it is there; followed while the page moves. */
function usePlace(selector: string): DOMRect | null {
  const [place, setPlace] = useState<DOMRect | null>(null);
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const rect = document.querySelector(selector)?.getBoundingClientRect();
      const next = rect === undefined || rect.width === 0 ? null : rect;
      setPlace((before) => (isSame(before, next) ? before : next));
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(look);
    };
    const main = document.querySelector('main') ?? document.body;
    const changes = new MutationObserver(soon);
    changes.observe(main, { childList: true, subtree: true });
    const sizes = new ResizeObserver(soon);
    sizes.observe(main);
    window.addEventListener('scroll', soon, { capture: true, passive: true });
    soon();
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      sizes.disconnect();
      window.removeEventListener('scroll', soon, { capture: true });
    };
  }, [selector]);
  return place;
}

const isSame = (a: DOMRect | null, b: DOMRect | null): boolean =>
  a === b ||
  (a !== null && b !== null && a.left === b.left && a.top === b.top && a.bottom === b.bottom);
