import { Eye } from 'lucide-react';

const DOWN = new Set(['Enter', ' ']);

/** Shows a secret for as long as the button is held down, by pointer or key. */
export function HoldToReveal({
  what,
  onShow,
}: {
  what: string;
  onShow: (isShown: boolean) => void;
}) {
  const label = `Hold to show ${what}`;
  const hide = (): void => onShow(false);
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onPointerDown={() => onShow(true)}
      onPointerUp={hide}
      onPointerLeave={hide}
      onPointerCancel={hide}
      onKeyDown={(event) => {
        if (!DOWN.has(event.key)) return;
        event.preventDefault();
        if (!event.repeat) onShow(true);
      }}
      onKeyUp={hide}
      onBlur={hide}
      className="flex size-8 shrink-0 touch-none items-center justify-center rounded-md text-muted select-none hover:bg-hover hover:text-ink"
    >
      <Eye size={14} aria-hidden />
    </button>
  );
}
