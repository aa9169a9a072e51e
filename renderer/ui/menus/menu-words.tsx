import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

/** Entries under words that say what they are about. */
export function MenuGroup(props: { title: string; detail?: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="max-w-72 px-2 py-1">
        <span className="wire block truncate font-medium text-ink">{props.title}</span>
        {props.detail !== undefined && (
          <span className="block text-xs text-muted">{props.detail}</span>
        )}
      </Base.GroupLabel>
      {props.children}
    </Base.Group>
  );
}

/** What is said where entries would stand, such as while they are read. A menu holds nothing but entries. */
export function MenuNote({ children }: { children: ReactNode }) {
  return (
    <Base.Item disabled className="max-w-72 px-2 py-1 text-sm text-muted outline-none">
      {children}
    </Base.Item>
  );
}
