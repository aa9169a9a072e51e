import { ArrowRight } from 'lucide-react';
import { useOverlay } from '../navigation/overlays.ts';
import { cx } from '../ui/cx.ts';
import { standing } from './forward-words.ts';
import { useForwarding } from './use-forward.ts';
import { useListening } from './use-listening.ts';

const TONES = { good: 'text-good', warn: 'text-warn', bad: 'text-bad' } as const;

/** In the status bar: where the inbox's requests go, or the way to say it. */
export function ForwardControl() {
  const show = useOverlay((s) => s.show);
  const forwarding = useForwarding();
  const destination = forwarding?.destination;
  const listening = useListening(destination?.url);
  const stands = destination === undefined ? null : standing(destination, listening);
  const name = destination?.name;
  return (
    <button
      type="button"
      data-forward
      onClick={() => show('forward')}
      aria-label={name === undefined ? 'Forward to…' : undefined}
      className="flex h-6 shrink-0 items-center gap-1.5 rounded px-1 whitespace-nowrap hover:bg-hover hover:text-ink"
    >
      <ArrowRight size={13} aria-hidden className="shrink-0" />
      {name === undefined ? (
        <span className="hidden @min-[40rem]:inline">Forward to…</span>
      ) : (
        <>
          <span className="sr-only">Forwarding to </span>
          <span className="wire max-w-20 truncate @min-[30rem]:max-w-40">{name}</span>
          {stands !== null && (
            <span className={cx('flex items-center gap-1', TONES[stands.tone])}>
              <span aria-hidden>●</span>
              {stands.word}
            </span>
          )}
        </>
      )}
    </button>
  );
}
