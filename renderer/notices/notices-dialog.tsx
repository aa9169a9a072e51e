import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Notice } from '../../preload/contract/window/notices.ts';
import { api, query } from '../api/client.ts';
import { navigate, parseRoute } from '../navigation/route.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { Moment } from '../ui/time/moment.tsx';
import { newestWords } from './desktop-notice.ts';
import { openNotice } from './follow.ts';
import { useUnread } from './unread.ts';

/** The last 500 notices, the newest first; each opens what it tells of. */
export function NoticesDialog() {
  const open = useOverlay((s) => s.open === 'notices');
  const close = useOverlay((s) => s.close);
  const unread = useUnread((s) => s.unread);
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Notices"
      footer={
        <>
          <Button
            className="mr-auto"
            onClick={() => {
              close();
              navigate({ page: 'settings', section: 'notices' });
            }}
          >
            Notice rules
          </Button>
          <Button
            disabled={unread === 0}
            onClick={() => void api.notices.read({}).catch(sayNot('Not marked'))}
          >
            Mark all as read
          </Button>
        </>
      }
    >
      {open && <List onOpened={close} />}
    </Dialog>
  );
}

const PAGE = 100;

function List({ onOpened }: { onOpened: () => void }) {
  const pages = useInfiniteQuery(
    query.notices.list.infiniteOptions({
      input: (before: number | undefined) => ({ limit: PAGE, before }),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  );
  if (pages.error) return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.data === undefined) return null;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <p className="py-6 text-center text-muted">
        No notices yet. Choose what to be told of in the notice rules.
      </p>
    );
  }
  return (
    <>
      <ul aria-label="Notices" className="divide-y divide-line rounded-lg border border-line">
        {items.map((notice) => (
          <Row key={notice.id} notice={notice} onOpened={onOpened} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button
          className="mt-3 self-center"
          disabled={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </>
  );
}

/** What is offered for what a provider may have sent in vain; null for all other notices. */
function useOffer({ route }: Notice): string | null {
  const to = parseRoute(route);
  const look = to.page === 'deliveries' ? to.look : undefined;
  const sources = useQuery({
    ...query.backfill.sources.queryOptions(),
    enabled: look !== undefined,
  });
  if (look === undefined || sources.data === undefined) return null;
  const isSetUp = sources.data.some(({ provider }) => provider === look);
  return isSetUp ? 'See what was missed' : 'Add access';
}

function Row({ notice, onOpened }: { notice: Notice; onOpened: () => void }) {
  const { title, at, readAt } = notice;
  const offer = useOffer(notice);
  const isNew = readAt === null;
  return (
    <li>
      <button
        type="button"
        onClick={() => {
          onOpened();
          openNotice(notice);
        }}
        className="flex w-full items-start gap-2 px-3 py-2 text-left outline-offset-[-2px] hover:bg-hover"
      >
        <span
          role={isNew ? 'img' : undefined}
          aria-label={isNew ? 'Unread' : undefined}
          className={cx('mt-1.5 size-2 shrink-0 rounded-full', isNew && 'bg-accent')}
        />
        <span className="min-w-0 flex-1">
          <span className={cx('block break-words', isNew && 'font-semibold')}>{title}</span>
          <span className="block text-sm break-words text-muted">{newestWords(notice)}</span>
          {offer !== null && (
            <span className="block text-sm font-medium text-accent-ink">{offer}</span>
          )}
        </span>
        <span className="shrink-0 text-sm text-muted">
          <Moment at={at} />
        </span>
      </button>
    </li>
  );
}
