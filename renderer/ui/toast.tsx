import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { Button, IconButton } from './button.tsx';
import type { Tone } from './badge.tsx';
import { watchToasts } from './platform/toast-room.ts';

const manager = Toast.createToastManager();

export type ToastOptions = {
  title: string;
  description?: string | undefined;
  tone?: Tone;
  /** One thing to do about it, for instance undo. Such a toast stays longer. */
  action?: { label: string; onSelect: () => void };
};

/** How long a toast stays; one with something to do a while longer, bad news until it is closed. */
const SHOWN_MS = 6000;
const OFFERED_MS = 10_000;

/** What can be undone while its toast is shown, the newest last. */
const undos: { id: string; run: () => void }[] = [];

/**
 * Says something at the bottom left, over the status bar; announced politely, bad news at once. It
 * waits while the pointer or the focus is on it. Returns its id.
 */
export function toast(options: ToastOptions): string {
  const { action } = options;
  const bad = options.tone === 'bad';
  const run = (): void => {
    manager.close(id);
    action?.onSelect();
  };
  const id = manager.add({
    title: options.title,
    description: options.description,
    type: options.tone ?? 'neutral',
    priority: bad ? 'high' : 'low',
    timeout: bad ? 0 : action ? OFFERED_MS : SHOWN_MS,
    onClose: () => {
      const at = undos.findIndex((undo) => undo.id === id);
      if (at >= 0) undos.splice(at, 1);
    },
    ...(action && { actionProps: { children: action.label, onClick: run } }),
  });
  if (action?.label === 'Undo') undos.push({ id, run });
  return id;
}

/** Whether a toast offers to undo something now. */
export const canUndo = (): boolean => undos.length > 0;

/** Does what the newest Undo of a toast does. */
export const undoNewest = (): void => undos.at(-1)?.run();

/** Where toasts appear: at the left, away from the buttons at the end of dialogs. Stands once. */
export function ToastHost() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          ref={watchToasts}
          className="fixed bottom-11 left-3 z-50 flex w-[22rem] max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none max-[39.99rem]:bottom-[5.75rem] sm:left-16 xl:left-[5.5rem]"
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

const EDGE: Record<string, string> = {
  good: 'border-l-good',
  warn: 'border-l-warn',
  bad: 'border-l-bad',
  info: 'border-l-info',
};

function ToastList() {
  const { toasts } = Toast.useToastManager();
  const shown = toasts.filter(({ limited }) => limited !== true);
  return shown.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      data-toast=""
      {...(item.priority !== 'high' && { role: 'status', 'aria-modal': undefined })}
      swipeDirection="left"
      className={`rounded-lg border border-l-4 border-line bg-raised shadow-popup ${EDGE[item.type ?? ''] ?? 'border-l-accent'}`}
    >
      <Toast.Content className="flex items-start gap-2 py-2 pr-2 pl-3">
        <div className="min-w-0 flex-1 py-1">
          <Toast.Title className="font-medium" render={<p />} />
          <Toast.Description className="text-sm break-words text-muted" />
        </div>
        {item.actionProps !== undefined && <Toast.Action render={<Button size="sm" />} />}
        {/* The library hides it from screen readers until the toasts have the focus; Tab reaches it all the same. */}
        <Toast.Close
          aria-hidden={false}
          render={<IconButton label="Dismiss" size="sm" icon={<X size={14} />} />}
        />
      </Toast.Content>
    </Toast.Root>
  ));
}
