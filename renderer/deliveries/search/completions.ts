import { DELIVERY_FIELDS, STATE_VALUES } from '../../../preload/rules/delivery-search.ts';
import type { Suggestion } from '../../ui/search/suggestion-list.tsx';

const FIELD_WORDS: Readonly<Record<(typeof DELIVERY_FIELDS)[number], string>> = {
  state: 'waiting, delivered, dead, …',
  destination: 'its name, or a part of it',
  event: 'order.paid, order.*, none',
  status: 'of the last answer: 503, 5xx, >=400, none',
  since: 'created since 1h, 7d, 2026-11-25',
  until: 'created before',
};

const STATE_WORDS: Readonly<Record<string, string>> = {
  waiting: 'scheduled, sending or held',
  dead: 'given up, or not to be retried',
};

const VALUES: Readonly<Record<string, readonly [value: string, words: string][]>> = {
  state: Object.keys(STATE_VALUES).map((state) => [state, STATE_WORDS[state] ?? 'state']),
  status: [
    ['4xx', 'refused'],
    ['5xx', 'failed'],
    ['2xx', 'taken'],
    ['none', 'no answer'],
  ],
  since: [
    ['1h', 'the last hour'],
    ['24h', 'the last day'],
    ['7d', 'the last week'],
  ],
  until: [
    ['1h', 'before the last hour'],
    ['24h', 'before the last day'],
  ],
};

/** What is known of the deliveries that are held, the likeliest first. */
export interface Known {
  destinations: readonly string[];
  events: readonly string[];
}

/** What may go on where the caret stands: names of fields, then their values. */
export function completionsAt(text: string, caret: number, known: Known): Suggestion[] {
  const from = text.lastIndexOf(' ', caret - 1) + 1;
  const end = text.indexOf(' ', caret);
  const to = end < 0 ? text.length : end;
  const word = text.slice(from, caret);
  const field = /^-?(\w+):/.exec(word)?.[1]?.toLowerCase();
  if (field === undefined) {
    const sign = word.startsWith('-') ? '-' : '';
    const begun = word.slice(sign.length).toLowerCase();
    if (begun === '') return [];
    return DELIVERY_FIELDS.filter((name) => name.startsWith(begun)).map((name) => ({
      label: `${sign}${name}:`,
      detail: FIELD_WORDS[name],
      text: `${sign}${name}:`,
      from,
      to,
    }));
  }
  const start = from + Math.max(word.lastIndexOf(':'), word.lastIndexOf(',')) + 1;
  const begun = text.slice(start, caret).replace(/^=?"?/, '').toLowerCase();
  return valuesOf(field, known)
    .filter(([value]) => value.toLowerCase().includes(begun))
    .slice(0, 12)
    .map(([value, detail]) => ({
      label: value,
      detail,
      text: `${written(value)} `,
      from: start,
      to,
    }));
}

function valuesOf(field: string, known: Known): readonly [string, string][] {
  if (field === 'destination') return known.destinations.map((name) => [name, 'destination']);
  if (field === 'event') {
    return [...known.events.map((type): [string, string] => [type, 'event']), ['none', 'no type']];
  }
  return VALUES[field] ?? [];
}

const written = (value: string): string => (/[\s",]/.test(value) ? JSON.stringify(value) : value);
