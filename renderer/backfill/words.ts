import type {
  BackfillItem,
  BackfillItemState,
  BackfillProviders,
  BackfillScan,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import { formatCount } from '../ui/format.ts';
import type { Tone } from '../ui/badge.tsx';

/** In the order in which a person reads them: what is to be done first. */
export const ITEM_STATES: Readonly<
  Record<BackfillItemState, { label: string; tone: Tone; says: string }>
> = {
  missing: { label: 'missing', tone: 'bad', says: 'The provider could not deliver it.' },
  unjudged: {
    label: 'time unknown',
    tone: 'warn',
    says: 'The provider does not say when it sent it.',
  },
  pending: { label: 'pending', tone: 'info', says: 'The provider tries again by itself.' },
  fetching: { label: 'to fetch', tone: 'info', says: 'It is fetched next.' },
  asking: { label: 'to ask for', tone: 'info', says: 'It is asked for next.' },
  asked: { label: 'asked', tone: 'info', says: 'The provider was asked to send it again.' },
  kept: { label: 'fetched', tone: 'good', says: 'It was fetched, and is a capture.' },
  arrived: { label: 'arrived', tone: 'good', says: 'It was sent again, and arrived.' },
  held: { label: 'here', tone: 'good', says: 'It is among your captures.' },
  elsewhere: {
    label: 'delivered',
    tone: 'neutral',
    says: 'The provider delivered it, and it is not here.',
  },
  unseen: { label: 'not seen', tone: 'warn', says: 'Asked for, and not here after ten minutes.' },
  refused: { label: 'refused', tone: 'bad', says: 'The provider said no.' },
  gone: { label: 'gone', tone: 'warn', says: 'The provider no longer keeps it.' },
  failed: { label: 'failed', tone: 'bad', says: 'It could not be fetched.' },
};

export const SCAN_STATES: Readonly<Record<BackfillScan['state'], { label: string; tone: Tone }>> = {
  listing: { label: 'looking', tone: 'info' },
  listed: { label: 'looked', tone: 'neutral' },
  acting: { label: 'at work', tone: 'info' },
  finished: { label: 'done', tone: 'good' },
  canceled: { label: 'stopped', tone: 'neutral' },
  failed: { label: 'failed', tone: 'bad' },
};

export const isUnderWay = ({ state }: BackfillScan): boolean =>
  state === 'listing' || state === 'acting';

const CHOOSABLE: readonly BackfillItemState[] = [
  'missing',
  'unjudged',
  'pending',
  'elsewhere',
  'unseen',
  'refused',
  'failed',
];
/** Whether an event may be fetched or asked for. */
export const isChoosable = ({ state }: BackfillItem): boolean => CHOOSABLE.includes(state);

/** `3 missing, 12 here`; what there is none of is left out. */
export function countWords({ counts, state }: BackfillScan): string {
  const words = Object.entries(ITEM_STATES).flatMap(([key, { label }]) => {
    const count = counts[key as BackfillItemState] ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${label}`];
  });
  if (words.length > 0) return words.join(', ');
  if (state === 'failed') return '';
  return state === 'listing' ? 'Reading the list…' : 'The provider lists nothing in this span.';
}

/** Nothing was asked of the provider for them: what is noted of them is its own word. */
const AS_LISTED: ReadonlySet<BackfillItemState> = new Set([
  'missing',
  'held',
  'elsewhere',
  'pending',
  'unjudged',
]);

/** What became of it; where that is only what was listed, also what the provider says, which may think otherwise. */
export function noteOf({ note, state }: BackfillItem): string {
  const { says } = ITEM_STATES[state];
  if (note === null) return says;
  return AS_LISTED.has(state) ? `${says} The provider noted: ${note.replace(/\.$/, '')}.` : note;
}

/** Spans that are chosen by one press. */
export const SPANS = [
  { id: '1h', label: 'Last hour', ms: 3_600_000 },
  { id: '24h', label: '24 hours', ms: 86_400_000 },
  { id: '3d', label: '3 days', ms: 3 * 86_400_000 },
  { id: '7d', label: '7 days', ms: 7 * 86_400_000 },
] as const;
export type SpanId = (typeof SPANS)[number]['id'] | 'away' | 'own';

/** Of the account; of the provider, where the account was deleted. */
export function nameOf(
  scan: BackfillScan,
  sources: readonly BackfillSource[],
  known: BackfillProviders,
): string {
  const source = sources.find(({ id }) => id === scan.sourceId);
  return source?.name ?? known.providers.find(({ id }) => id === scan.provider)?.label ?? '';
}
