import { TriangleAlert } from 'lucide-react';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import { cx } from '../../../ui/cx.ts';
import type { RowProps } from './row-props.ts';

export const isNeverReached = ({ shadowedBy, enabled }: Endpoint): boolean =>
  shadowedBy !== null && enabled;

/** What it answers; instead of that, why it never will, or why it does not take what is tested. */
export function Answer({ known, tested, commands, active, form }: RowProps & { active: boolean }) {
  const { endpoint, answer } = known;
  if (tested !== null) {
    return tested.takes ? (
      <span className="truncate font-medium text-good">takes it, answers {answer}</span>
    ) : (
      <span className="truncate text-sm text-muted">not this one: {tested.why}</span>
    );
  }
  const { shadowedBy } = endpoint;
  if (shadowedBy !== null && endpoint.enabled) {
    return (
      <span className="flex min-w-0 items-center gap-1.5 text-sm text-bad">
        <TriangleAlert size={14} className="shrink-0" aria-hidden />
        <span className="min-w-0 truncate" title={`${shadowedBy} above takes all of it`}>
          Never reached
          <span className={cx(form === 'some' && 'sr-only')}>
            : {shadowedBy} above takes all of it
          </span>
        </span>
        <button
          type="button"
          tabIndex={active ? 0 : -1}
          onClick={() => commands.onMoveAbove(endpoint, shadowedBy)}
          className="h-6 shrink-0 rounded border border-line bg-raised px-1.5 text-ink hover:bg-hover"
        >
          Move above
        </button>
      </span>
    );
  }
  return (
    <span
      title={answer}
      className={cx('block min-w-0 truncate', !endpoint.enabled && 'text-faint')}
    >
      {answer}
    </span>
  );
}
