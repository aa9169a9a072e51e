import type { CaptureEvent, CaptureSummary } from '../../preload/contract/captures.ts';
import type { Settings } from '../../preload/contract/system.ts';
import type { Clock } from '../lib/clock.ts';
import type { ElectronParts, NotificationPart } from './electron-parts.ts';
import type { NoticeTold } from './engine-port.ts';

/** At most one notification in this time; what arrives meanwhile is counted into the next. */
const GAP_MS = 5_000;

interface ArrivalNotices {
  Notification: ElectronParts['Notification'];
  settings: () => Settings | Promise<Settings>;
  isFocused: () => boolean;
  openCapture: (id: string) => void;
  clock: Clock;
}

/**
 * Tells of arrivals while the window is not in front, if the settings ask for it. Runs until
 * `arrivals` ends.
 */
export async function notifyOfArrivals(
  arrivals: AsyncIterable<CaptureEvent>,
  options: ArrivalNotices,
): Promise<void> {
  const notices = groupNotices(options);
  try {
    for await (const event of arrivals) {
      if (event.kind !== 'added') continue;
      // A replay to the intake is the user's own doing.
      const items = event.items.filter((item) => item.replayOf === null);
      if (items.length === 0 || options.isFocused()) continue;
      if ((await options.settings()).notifyOnArrival) notices.add(items);
    }
  } finally {
    notices.stop();
  }
}

function groupNotices(options: ArrivalNotices): {
  add: (items: CaptureSummary[]) => void;
  stop: () => void;
} {
  let waiting: CaptureSummary[] = [];
  let cancel: (() => void) | undefined;
  // The system drops the click handler of a notification that nobody holds.
  let held: NotificationPart | undefined;

  function say(items: CaptureSummary[]): void {
    // Ids sort by arrival.
    const newest = items.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
    if (!newest || !options.Notification.isSupported()) return;
    held = new options.Notification(noticeOf(items.length, newest));
    held.on('click', () => options.openCapture(newest.id));
    held.show();
    cancel = options.clock.after(GAP_MS, () => {
      cancel = undefined;
      const rest = waiting;
      waiting = [];
      if (!options.isFocused()) say(rest);
    });
  }
  return {
    add(items) {
      if (cancel) waiting.push(...items);
      else say(items);
    },
    stop: () => cancel?.(),
  };
}

function noticeOf(count: number, newest: CaptureSummary): { title: string; body: string } {
  const line = `${newest.method} ${newest.target}`.slice(0, 120);
  if (count === 1) return { title: `New capture: ${newest.endpointName}`, body: line };
  return { title: `${count} new captures`, body: `The last one: ${line}` };
}

/** How many notifications can be clicked at a time: the system shows no more. */
const HELD = 20;

/**
 * Tells of the notices that are to be told by the system, also while no window is open. The engine
 * has made sure that there are not too many. Runs until `notices` ends.
 */
export async function notifyOfNotices(
  notices: AsyncIterable<NoticeTold>,
  options: { Notification: ElectronParts['Notification']; open: (route: string) => void },
): Promise<void> {
  const held: NotificationPart[] = [];
  for await (const { notice, how } of notices) {
    if (notice === null || how?.desktop !== true || !options.Notification.isSupported()) continue;
    const { title, body, count, route } = notice;
    const more = count > 1 ? `${body}${body === '' ? '' : ' · '}${count} in all` : body;
    const shown = new options.Notification({ title, body: more, silent: !how.sound });
    shown.on('click', () => options.open(route));
    shown.show();
    // The system drops the click handler of a notification that nobody holds.
    held.push(shown);
    if (held.length > HELD) held.shift();
  }
}
