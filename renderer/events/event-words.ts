import type {
  EventChange,
  EventField,
  EventType,
  EventVariant,
} from '../../preload/contract/captures/event-types.ts';
import type { EventPart } from '../navigation/route.ts';

export const PART_WORDS: Record<EventPart, string> = {
  fields: 'Fields',
  changes: 'Changes',
  examples: 'Examples',
  variants: 'Variants',
  code: 'Code',
  baseline: 'Baseline',
};

/** What an event type is called below the name of its provider. */
export function eventName({ event, method }: Pick<EventType, 'event' | 'method'>): string {
  return event ?? `${method} without an event type`;
}

/** The types of a place: `string or null`, `list of objects`. */
export function typeWords({ types, map }: Pick<EventField, 'types' | 'map'>): string {
  if (types.length === 0) return 'anything';
  const words = types.map((type) => {
    if (type === 'object') return map ? 'map' : 'object';
    return type === 'array' ? 'list' : type;
  });
  return words.join(' or ');
}

/** `87 %`; what is there in nearly all is not told to be there in all. */
export function shareWords(share: number): string {
  if (share >= 1) return 'always';
  const rounded = Math.round(share * 100);
  if (rounded >= 100) return '> 99 %';
  return rounded === 0 ? '< 1 %' : `${rounded} %`;
}

/** What is otherwise in a variant: `left out`, `is null`, `is open`. */
export const variantWords = ({ what, value }: Pick<EventVariant, 'what' | 'value'>): string =>
  what === 'left-out' ? 'left out' : `is ${value ?? 'null'}`;

/** What its open changes come to, for a mark; null where there is none. */
export function driftMark({ open, breaking }: Pick<EventType, 'open' | 'breaking'>): {
  text: string;
  title: string;
  tone: 'bad' | 'info';
} | null {
  if (open === 0) return null;
  const changes = open === 1 ? '1 change' : `${open} changes`;
  if (breaking === 0) {
    return {
      text: changes,
      title: 'Differs from its baseline, in ways that add something',
      tone: 'info',
    };
  }
  const title = `${breaking} of ${changes} may break readers`;
  return {
    text: breaking === open ? `${breaking} breaking` : `${breaking} of ${open} breaking`,
    title,
    tone: 'bad',
  };
}

/** Groups by who sends, providers first; where none is known, by endpoint. */
export function byProvider(
  types: readonly EventType[],
): { key: string; provider: string | null; endpoint: string; types: EventType[] }[] {
  const groups = Map.groupBy(
    types,
    ({ provider, endpointName }) => `${provider ?? ''} ${provider === null ? endpointName : ''}`,
  );
  return [...groups].map(([key, some]) => ({
    key,
    provider: some[0]?.provider ?? null,
    endpoint: some[0]?.endpointName ?? '',
    types: some,
  }));
}

/** Changes that wait for a word, those that break first. */
export function ordered(changes: readonly EventChange[]): EventChange[] {
  const rank = ({ state, breaking }: EventChange): number =>
    (state === 'open' ? 0 : 2) + (breaking ? 0 : 1);
  return changes.toSorted((a, b) => rank(a) - rank(b) || b.lastAt - a.lastAt);
}
