import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';

/** One line above a body about how it is read. */
export function Notice({ tone, children }: { tone: 'info' | 'warn' | 'bad'; children: ReactNode }) {
  const colours = {
    info: 'bg-info-soft text-info',
    warn: 'bg-warn-soft text-warn',
    bad: 'bg-bad-soft text-bad',
  };
  return (
    <p className={cx('shrink-0 px-3 py-1 text-sm break-words', colours[tone])} role="note">
      {children}
    </p>
  );
}
