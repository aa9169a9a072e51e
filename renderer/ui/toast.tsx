import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { Button, IconButton } from './button.tsx';
import type { Tone } from './badge.tsx';

const manager = Toast.createToastManager();

export type ToastOptions = {
  title: string;
  description?: string | undefined;
  tone?: Tone;
  /** One thing to do about it, for instance undo. Such a toast stays longer. */
  action?: { label: string; onSelect: () => void };
};

/** Says something in the corner; announced politely, bad news at once. Returns its id. */
export function toast(options: ToastOptions): string {
  const { action } = options;
  const id = manager.add({
    title: options.title,
    description: options.description,
    type: options.tone ?? 'neutral',
    priority: options.tone === 'bad' ? 'high' : 'low',
    timeout: action ? 12_000 : 5000,
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          manager.close(id);
          action.onSelect();
        },
      },
    }),
  });
  return id;
}

/** Where toasts appear: at the left, away from the buttons at the end of dialogs. Stands once. */
export function ToastHost() {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed bottom-11 left-[5.25rem] z-50 flex w-[22rem] max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none">
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
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      data-toast=""
      swipeDirection="left"
      className={`rounded-lg border border-l-4 border-line bg-raised shadow-popup ${EDGE[item.type ?? ''] ?? 'border-l-accent'}`}
    >
      <Toast.Content className="flex items-start gap-2 py-2 pr-2 pl-3">
        <div className="min-w-0 flex-1 py-1">
          <Toast.Title className="font-medium" render={<p />} />
          <Toast.Description className="text-sm break-words text-muted" />
        </div>
        {item.actionProps !== undefined && <Toast.Action render={<Button size="sm" />} />}
        <Toast.Close render={<IconButton label="Dismiss" size="sm" icon={<X size={14} />} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
