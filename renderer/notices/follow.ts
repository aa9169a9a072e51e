import type { Notice, NoticeRule } from '../../preload/contract/window/notices.ts';
import { api, query } from '../api/client.ts';
import { invalidate } from '../api/invalidate.ts';
import { queryClient } from '../api/query-client.ts';
import { whenOnline } from '../api/reconnected.ts';
import { navigate, parseRoute } from '../navigation/route.ts';
import { beep } from './beep.ts';
import { mayShow, newestWords } from './desktop-notice.ts';
import { useUnread } from './unread.ts';

const TITLE = 'Backstitch';
let started = false;

/**
 * Hears of notices for as long as the page lives: counts them, and tells them as their rule wants.
 * In the desktop app the system's notices come from the app, which lives longer than its window.
 */
export function followNotices(): void {
  if (started) return;
  started = true;
  useUnread.subscribe(({ badge }) => {
    document.title = badge === 0 ? TITLE : `(${badge}) ${TITLE}`;
  });
  let round = new AbortController();
  const connect = (): void => {
    round.abort();
    round = new AbortController();
    void hear(round.signal);
  };
  whenOnline(connect);
  connect();
}

async function hear(signal: AbortSignal): Promise<void> {
  try {
    const told = await api.notices.live(undefined, { signal });
    const { unread } = await api.notices.list({ limit: 1 });
    useUnread.setState({ unread });
    for await (const { notice, how, unread: now } of told) {
      const { badge } = useUnread.getState();
      const more = how?.badge === true ? badge + 1 : badge;
      useUnread.setState({ unread: now, badge: now === 0 ? 0 : more });
      invalidate(queryClient, query.notices.key());
      if (notice !== null && how !== null) tell(notice, how);
    }
  } catch {
    // The stream breaks with its connection; the next connect subscribes again.
  }
}

function tell(notice: Notice, how: NoticeRule['how']): void {
  if (how.sound) beep();
  if (!how.desktop || !mayShow()) return;
  // Two pages of one browser share the tag: the system shows one of the two.
  const shown = new Notification(notice.title, {
    body: newestWords(notice),
    tag: `backstitch-${notice.id}`,
    silent: true,
  });
  shown.addEventListener('click', () => {
    window.focus();
    openNotice(notice);
    shown.close();
  });
}

/** Opens what a notice tells of, which is read with that. */
export function openNotice({ id, route, readAt }: Notice): void {
  navigate(parseRoute(route));
  if (readAt === null) void api.notices.read({ ids: [id] }).catch(() => undefined);
}
