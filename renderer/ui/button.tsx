import { type ComponentProps, type ReactNode, useState } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  secondary: 'bg-raised text-ink border-line hover:bg-hover active:bg-pressed',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-bad-solid text-white border-transparent hover:brightness-110',
};

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium ' +
  'whitespace-nowrap select-none disabled:opacity-50 disabled:pointer-events-none ' +
  'aria-disabled:opacity-50 aria-disabled:pointer-events-none';

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant;
  size?: 'sm' | 'md';
  icon?: ReactNode;
};

/**
 * A button that cannot be pressed while its own press is at work would lose the focus, and who works
 * by keys would begin at the top of the page. So one that has the focus keeps it: it is said to be
 * disabled, and does nothing.
 */
function useKeptFocus(props: ComponentProps<'button'>): ComponentProps<'button'> {
  const [focused, setFocused] = useState(false);
  const { disabled, onClick, onFocus, onBlur } = props;
  const keeps = disabled === true && focused;
  return {
    ...props,
    disabled: disabled === true && !focused,
    ...(keeps && { 'aria-disabled': true }),
    onClick: keeps ? (event) => event.preventDefault() : onClick,
    onFocus: (event) => {
      setFocused(true);
      onFocus?.(event);
    },
    onBlur: (event) => {
      setFocused(false);
      onBlur?.(event);
    },
  };
}

export function Button({ variant = 'secondary', size = 'md', icon, ...rest }: ButtonProps) {
  const { className, children, type, ...props } = useKeptFocus(rest);
  const measure = size === 'sm' ? 'h-7 px-2 text-sm' : 'h-8 px-3 text-base';
  return (
    <button
      type={type === 'submit' ? 'submit' : 'button'}
      className={cx(BASE, VARIANTS[variant], measure, className)}
      {...props}
    >
      {icon}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** Name for assistive technology, shown as a tooltip too. */
  label: string;
  icon: ReactNode;
  variant?: ButtonVariant;
  size?: 'sm' | 'md';
  /** Key that does the same, shown in the tooltip. */
  shortcut?: string;
};

export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size = 'md',
  shortcut,
  className,
  ...rest
}: IconButtonProps) {
  const props = useKeptFocus(rest);
  const measure = size === 'sm' ? 'size-7' : 'size-8';
  return (
    <Tooltip label={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        className={cx(BASE, VARIANTS[variant], measure, className)}
        {...props}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
