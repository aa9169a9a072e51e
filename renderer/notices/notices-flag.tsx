import { Flag } from 'lucide-react';
import { useEffect } from 'react';
import { useOverlay } from '../navigation/overlays.ts';
import { formatPlural } from '../ui/format.ts';
import { cx } from '../ui/cx.ts';
import { followNotices } from './follow.ts';
import { useUnread } from './unread.ts';

/** In the status bar: how many notices are unread, and the way to their list. */
export function NoticesFlag() {
  const unread = useUnread((s) => s.unread);
  const show = useOverlay((s) => s.show);
  useEffect(followNotices, []);
  return (
    <button
      type="button"
      aria-label={unread === 0 ? 'Notices' : `Notices, ${formatPlural(unread, 'unread one')}`}
      title="Notices"
      onClick={() => show('notices')}
      className={cx(
        'flex h-6 w-full items-center justify-center gap-1 rounded hover:bg-hover hover:text-ink',
        unread > 0 && 'text-accent-ink',
      )}
    >
      <Flag size={13} aria-hidden {...(unread > 0 && { fill: 'currentColor' })} />
      {unread > 0 && <span className="tabular-nums">{unread > 99 ? '99+' : unread}</span>}
    </button>
  );
}
