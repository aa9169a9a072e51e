import type { TeamNode } from '../../preload/contract/team.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { Moment } from '../ui/time/moment.tsx';
import { KINDS } from './words.ts';

/** A node of the team, and whether it is there. */
export function NodeWords({ node }: { node: TeamNode }) {
  const { name, kind, online, lastSeen, own, viewing } = node;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <svg
        aria-hidden
        viewBox="0 0 8 8"
        className={cx('size-2 shrink-0', online ? 'text-good' : 'text-faint')}
      >
        {online ? (
          <circle cx="4" cy="4" r="4" fill="currentColor" />
        ) : (
          <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
        )}
      </svg>
      <span className="min-w-0">
        <span className="flex items-center gap-1.5">
          <span className="truncate font-medium">{name}</span>
          {kind !== 'laptop' && <Badge tone="neutral">{KINDS[kind]}</Badge>}
        </span>
        <span className="block truncate text-sm text-muted">
          {own ? 'this Backstitch, ' : ''}
          {online ? (
            viewing === null || own ? (
              'online'
            ) : (
              'looks at a capture'
            )
          ) : lastSeen === null ? (
            'never seen'
          ) : (
            <>
              seen <Moment at={lastSeen} />
            </>
          )}
        </span>
      </span>
    </span>
  );
}
