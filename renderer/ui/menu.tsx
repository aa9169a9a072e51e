import { Menu as Base } from '@base-ui/react/menu';
import { useRef, type ReactElement, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { keysAtOnce } from './menus/keys-at-once.ts';
import { leaveMenu } from './menus/leave-menu.ts';
import { Kbd } from './signs/kbd.tsx';

export type MenuItem =
  | {
      id: string;
      label: string;
      icon?: ReactNode;
      shortcut?: string | undefined;
      danger?: boolean;
      disabled?: boolean;
      onSelect: () => void;
    }
  | 'separator';

/** A menu behind `trigger`, which must be one button. */
export function Menu(props: {
  trigger: ReactElement<Record<string, unknown>>;
  items: readonly MenuItem[];
  align?: 'start' | 'center' | 'end';
}) {
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <Base.Root onOpenChange={(open) => !open && leaveMenu(() => trigger.current)}>
      <Base.Trigger ref={trigger} render={props.trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={props.align ?? 'end'} className="z-50">
          <Base.Popup
            ref={keysAtOnce}
            className="max-h-[var(--available-height)] min-w-48 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-popup outline-none"
          >
            {props.items.map((item, index) =>
              item === 'separator' ? (
                <Base.Separator
                  key={separatorKey(props.items, index)}
                  className="my-1 h-px bg-line"
                />
              ) : (
                <Entry key={item.id} item={item} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A separator is known by the entry above it. */
function separatorKey(items: readonly MenuItem[], index: number): string {
  const above = items[index - 1];
  return `after-${above === undefined || above === 'separator' ? index : above.id}`;
}

function Entry({ item }: { item: Exclude<MenuItem, 'separator'> }) {
  return (
    <Base.Item
      disabled={item.disabled ?? false}
      onClick={item.onSelect}
      className={cx(
        'flex h-8 items-center gap-2 rounded-md px-2 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover',
        item.danger === true && 'text-bad',
      )}
    >
      <span className="flex w-4 shrink-0 justify-center text-current opacity-80">{item.icon}</span>
      <span className="flex-1">{item.label}</span>
      {item.shortcut !== undefined && <Kbd keys={item.shortcut} />}
    </Base.Item>
  );
}
