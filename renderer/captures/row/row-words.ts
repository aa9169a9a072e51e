import type { ArrivalFailure, CaptureSummary } from '../../../preload/contract/captures.ts';
import { SIGNATURE_MARKS } from '../../senders/marks.ts';
import {
  dayKey,
  formatClock,
  formatMinute,
  formatSecond,
  formatShortDate,
} from '../../ui/format.ts';
import type { RowForm } from './row-form.ts';
import { shownTarget } from './shown-target.ts';

/** Ids of Incoming Webhooks begin with it; their endpoint is named `service/webhook`. */
const WEBHOOK = 'wh_';
/** From here on a reply is worth a warning. */
const SLOW_MS = 1000;

/** Why an arrival failed, short enough for the place of a status. */
const FAILED: Record<ArrivalFailure, string> = {
  aborted: 'aborted',
  timeout: 'timeout',
  malformed: 'malformed',
  'headers-too-large': 'too large',
  shutdown: 'stopped',
};

export type RowWords = {
  /** What the row is about: the event, else the Incoming Webhook, else the method. */
  event: string;
  /** Whether `event` is more than the method. */
  hasEvent: boolean;
  /** Method to show beside the event; null where it says nothing new. */
  method: string | null;
  /** Path without its query; null where the endpoint has the same one and the event says enough. */
  path: string | null;
  status: string;
  slow: boolean;
};

/**
 * What a row says of a capture.
 *
 * @param endpointPath path of the endpoint that took it; empty where that takes every path.
 */
export function rowWords(capture: CaptureSummary, endpointPath: string): RowWords {
  const isWebhook = capture.endpointId?.startsWith(WEBHOOK) === true;
  const event = capture.eventType ?? (isWebhook ? capture.endpointName : null);
  const path = shownTarget(capture.target).split('?')[0] ?? '';
  return {
    event: event ?? (capture.method || '–'),
    hasEvent: event !== null,
    method:
      event !== null && capture.method !== 'POST' && capture.method !== '' ? capture.method : null,
    path: path === '' ? '(no request line)' : path === endpointPath && event !== null ? null : path,
    status: statusWord(capture),
    slow: (capture.durationMs ?? 0) > SLOW_MS,
  };
}

function statusWord({ status, failure, durationMs }: CaptureSummary): string {
  if (failure !== null) return FAILED[failure];
  if (status !== null) return String(status);
  return durationMs === null ? '…' : '–';
}

function outcome({ status, failure, durationMs }: CaptureSummary): string {
  if (failure !== null) return FAILED[failure];
  if (status !== null) return `answered ${status}`;
  return durationMs === null ? 'not answered yet' : 'not answered';
}

/** A row as a reader hears it: `Stripe, invoice.paid, verified, answered 200, 14:02:11`. */
export function rowName(capture: CaptureSummary, words: RowWords, sender: string): string {
  const parts = [
    sender,
    words.event,
    words.method,
    words.path,
    capture.signature && SIGNATURE_MARKS[capture.signature].short,
    outcome(capture),
    formatSecond(capture.receivedAt),
    capture.drift !== undefined && 'differs from what is usual',
    capture.replayOf !== null && 'replay',
    capture.hasNote && 'has a note',
    capture.pinned && 'pinned',
    capture.mates !== undefined && matesWords(capture.mates),
  ];
  return parts.filter((part) => part !== null && part !== false && part !== '').join(', ');
}

/** What others of the team marked: `Pinned by Ben, note by Eva`. */
export function matesWords({ pinnedBy, notedBy }: NonNullable<CaptureSummary['mates']>): string {
  const said = [
    pinnedBy !== null && `pinned by ${pinnedBy || 'a node that is gone'}`,
    notedBy !== null && `note by ${notedBy || 'a node that is gone'}`,
  ].filter((words) => words !== false);
  const text = said.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * When a capture came: the time of day. Where rows do not stand in the order of time, no line between
 * them names the day, so it stands here: `25 Nov 14:02`.
 */
export function rowTime(receivedAt: number, form: RowForm): string {
  if (form.days && dayKey(receivedAt) !== dayKey(Date.now())) {
    return `${formatShortDate(receivedAt)} ${formatMinute(receivedAt)}`;
  }
  return form.ms ? formatClock(receivedAt) : formatSecond(receivedAt);
}
