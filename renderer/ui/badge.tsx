import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad';

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-muted',
  info: 'bg-info-soft text-info',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

export function Badge(props: {
  tone: Tone;
  children: ReactNode;
  title?: string;
  className?: string;
}) {
  return (
    <span
      title={props.title}
      className={cx(
        'inline-flex h-[1.125rem] shrink-0 items-center gap-1 rounded px-1.5 text-xs font-medium whitespace-nowrap',
        TONES[props.tone],
        props.className,
      )}
    >
      {props.children}
    </span>
  );
}
