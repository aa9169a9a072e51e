import type {
  Comparison,
  ComparePart,
  DifferenceKind,
  Partner,
} from '../../preload/contract/captures/compare.ts';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import { formatPlural } from '../ui/format.ts';

export const PARTS: readonly ComparePart[] = ['outcome', 'line', 'query', 'headers', 'body'];

const PART_WORDS: Record<ComparePart, string> = {
  outcome: 'Outcome',
  line: 'Request line',
  query: 'Query',
  headers: 'Headers',
  body: 'Body',
};

export const partWord = (part: ComparePart, of: Comparison['of'] = 'request'): string =>
  part === 'line' && of === 'reply' ? 'Status' : PART_WORDS[part];

/** A sign, a word and a colour for each kind. */
export const KINDS: Record<DifferenceKind, { sign: string; word: string; color: string }> = {
  added: { sign: '+', word: 'only in B', color: 'text-good' },
  removed: { sign: '−', word: 'only in A', color: 'text-bad' },
  changed: { sign: '≠', word: 'changed', color: 'text-warn' },
  type: { sign: 'T', word: 'other type', color: 'text-warn' },
  moved: { sign: '↕', word: 'moved', color: 'text-info' },
  order: { sign: '⇅', word: 'order only', color: 'text-info' },
  spelling: { sign: '≈', word: 'spelling', color: 'text-muted' },
};

/** What a capture is about: its event, else method and path. */
export const captureTitle = ({ eventType, method, target }: CaptureSummary): string =>
  eventType ?? `${method} ${target.split('?', 1)[0]}`;

/** What was answered, in a word or two. */
export function outcomeWord({ status, failure, durationMs }: CaptureSummary): string {
  if (failure !== null) return `never whole: ${failure}`;
  if (status !== null) return String(status);
  return durationMs === null ? 'still open' : 'not answered';
}

/** How both compare, in one sentence. */
export function verdictWords({ identical, total, ignoredTotal, of }: Comparison): string {
  if (identical) return 'The same, byte for byte.';
  if (total > 0) return formatPlural(total, 'difference');
  const what = of === 'request' ? 'requests' : 'replies';
  if (ignoredTotal === 0) return `The ${what} say the same, not in the same bytes.`;
  return `The same but for ${formatPlural(ignoredTotal, 'ignored path')}.`;
}

/** Why a capture is offered, seen from the one it is compared with. */
export function partnerWord({ why, capture }: Partner, of: string): string {
  const isLater = capture.id > of;
  if (why === 'replay') return 'It is a replay of';
  if (why === 'event') return isLater ? 'Later, same event' : 'Earlier, same event';
  return isLater ? 'Later, same path' : 'Earlier, same path';
}

/** Of which event a capture is, as the engine keeps ignored paths. */
export const ignoreKeyOf = ({ provider, eventType }: CaptureSummary): string =>
  `${provider ?? ''} ${eventType ?? ''}`;
