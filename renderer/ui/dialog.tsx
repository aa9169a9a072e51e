import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { focusFirst } from './platform/focus-first.ts';

const SIZES = {
  sm: 'w-[26rem]',
  md: 'w-[36rem]',
  lg: 'w-[56rem]',
  full: 'w-[calc(100vw-4rem)] h-[calc(100vh-4rem)]',
} as const;

/** A modal dialog: focus is held inside and goes back to where it was; Esc and the cross close it. */
export function Dialog(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  size?: keyof typeof SIZES;
  footer?: ReactNode;
  children?: ReactNode;
  /** Where the focus goes afterwards, if not back; null: back. */
  finalFocus?: () => HTMLElement | null;
}) {
  const { finalFocus } = props;
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          ref={popup}
          // At once, not with the next frame: what is typed behind the click that opened it is meant
          // for the dialog, and would be a command of the page.
          initialFocus={(by) => (by === 'touch' ? popup.current : !focusFirst(popup.current))}
          {...(finalFocus !== undefined && { finalFocus: () => finalFocus() ?? true })}
          className={cx(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100vh-3rem)] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-popup',
            SIZES[props.size ?? 'md'],
          )}
        >
          <header className="flex shrink-0 items-start gap-3 py-4 pr-14 pb-2 pl-5">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{props.title}</Base.Title>
              {props.description !== undefined && (
                <Base.Description className="mt-0.5 text-muted" render={<div />}>
                  {props.description}
                </Base.Description>
              )}
            </div>
          </header>
          <div className="flex min-h-0 flex-1 flex-col overflow-auto px-5 pb-5">
            {props.children}
          </div>
          {props.footer !== undefined && (
            <footer className="flex shrink-0 items-center justify-end gap-2 border-t border-line bg-canvas px-5 py-3">
              {props.footer}
            </footer>
          )}
          {/* Last, so that a dialog opens with the focus on what it is about. */}
          <Base.Close
            aria-label="Close"
            className="absolute top-3.5 right-4 flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
          >
            <X size={16} aria-hidden />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * Asks before something is done. `onConfirm` may take time; the dialog waits, then closes. It stays
 * open when `onConfirm` rejects: the caller shows why among `children`.
 */
export function ConfirmDialog(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  children?: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  onConfirm: () => void | Promise<void>;
}) {
  const [busy, setBusy] = useState(false);
  // Who canceled meanwhile may have opened another one, which is not closed by this answer.
  const asked = useRef(0);
  const close = (): void => {
    asked.current += 1;
    props.onClose();
  };
  const confirm = async (): Promise<void> => {
    setBusy(true);
    const { current } = asked;
    try {
      await props.onConfirm();
      if (asked.current === current) close();
    } catch {
      // Said by the caller, who threw it.
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={props.open}
      onClose={close}
      title={props.title}
      size="sm"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant={props.danger === true ? 'danger' : 'primary'}
            disabled={busy}
            onClick={() => void confirm()}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      <div className="text-muted">{props.children}</div>
    </Dialog>
  );
}
