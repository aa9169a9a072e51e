import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface PageTab {
  label: string;
  href: string;
  /** Beside the label: a count, a warning. */
  extra?: ReactNode;
}

/**
 * What stands around every page: a header with the way here, the one `h1`, facts and actions, a row
 * of tabs and a row of filters where there are any, then the content. `main` is the shell's.
 */
export function PageFrame(props: {
  /** A text, or what switches between things of its kind. */
  title: ReactNode;
  /** The pages above, from depth 2 on. */
  trail?: readonly { label: string; href: string }[];
  facts?: ReactNode;
  actions?: ReactNode;
  tabs?: { label: string; current: string; items: readonly PageTab[] };
  filters?: ReactNode;
  /** `scroll`: one column that scrolls. `fixed`: the content fills the window and scrolls inside. */
  content?: 'scroll' | 'fixed';
  children: ReactNode;
}) {
  const { title, trail = [], facts, actions, tabs, filters, content = 'scroll' } = props;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <header
        className={cx(
          'shrink-0 bg-canvas',
          tabs === undefined && filters === undefined && 'border-b border-line',
        )}
      >
        <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 sm:px-6">
          {trail.length > 0 && <Trail steps={trail} />}
          <h1 className="min-w-0 truncate text-lg font-semibold">{title}</h1>
          {facts}
          {actions !== undefined && (
            <span className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1">{actions}</span>
          )}
        </div>
        {tabs !== undefined && <PageTabs {...tabs} />}
        {filters !== undefined && (
          <div className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-4 py-1 sm:px-6">
            {filters}
          </div>
        )}
      </header>
      <div
        className={cx(
          'relative flex min-h-0 min-w-0 flex-1 flex-col',
          content === 'scroll' && 'overflow-auto',
        )}
      >
        {props.children}
      </div>
    </div>
  );
}

function Trail({ steps }: { steps: readonly { label: string; href: string }[] }) {
  return (
    <nav aria-label="Breadcrumb" className="-mr-2">
      <ol className="flex items-center gap-1 text-muted">
        {steps.map(({ label, href }) => (
          <li key={href} className="flex items-center gap-1">
            <a href={href} className="underline-offset-2 hover:text-ink hover:underline">
              {label}
            </a>
            <ChevronRight size={14} aria-hidden />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function PageTabs(props: { label: string; current: string; items: readonly PageTab[] }) {
  return (
    <nav
      aria-label={props.label}
      className="flex gap-1 overflow-x-auto border-b border-line px-2 sm:px-4 [scrollbar-width:none]"
    >
      {props.items.map(({ label, href, extra }) => (
        <a
          key={href}
          href={href}
          aria-current={href === props.current ? 'page' : undefined}
          className={cx(
            'flex h-9 items-center gap-1.5 border-b-2 px-2 font-medium whitespace-nowrap outline-offset-[-3px]',
            href === props.current
              ? 'border-accent text-ink'
              : 'border-transparent text-muted hover:text-ink forced-colors:border-[Canvas]',
          )}
        >
          {label}
          {extra}
        </a>
      ))}
    </nav>
  );
}
