import { ArrowRight } from 'lucide-react';
import { useOverlay } from '../navigation/overlays.ts';
import { cx } from '../ui/cx.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ForwardPanel } from './forward-panel.tsx';
import { standing } from './forward-words.ts';
import { INBOX, useForwarding } from './use-forward.ts';

const TONES = { good: 'text-good', warn: 'text-warn', bad: 'text-bad' } as const;

/** In the status bar: where the inbox's requests go, or the way to say it. */
export function ForwardControl() {
  const show = useOverlay((s) => s.show);
  const forwarding = useForwarding();
  const stands = forwarding?.destination === undefined ? null : standing(forwarding.destination);
  const name = forwarding?.forward === null ? undefined : forwarding?.destination?.name;
  return (
    <button
      type="button"
      onClick={() => show('forward')}
      aria-label={name === undefined ? 'Forward to…' : undefined}
      className="flex h-6 shrink-0 items-center gap-1.5 rounded px-1 whitespace-nowrap hover:bg-hover hover:text-ink"
    >
      <ArrowRight size={13} aria-hidden className="shrink-0" />
      {name === undefined ? (
        <span className="hidden @min-[30rem]:inline">Forward to…</span>
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

/** The field of the status bar, with the focus in it. */
export function ForwardDialog() {
  const open = useOverlay((s) => s.open === 'forward');
  const close = useOverlay((s) => s.close);
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Forward to your server"
      description="What no other endpoint takes. Bytes and signature stay as they came."
      size="sm"
    >
      {open && <ForwardPanel endpointId={INBOX} onDone={close} />}
    </Dialog>
  );
}
