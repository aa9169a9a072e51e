import type { Settings } from '../../../preload/contract/system.ts';
import { formatBytes, formatCount } from '../../ui/format.ts';

export type NumberKey =
  | 'bodyCapBytes'
  | 'keepCount'
  | 'keepDays'
  | 'keepBytes'
  | 'keepDeliveryDays'
  | 'keepDeliveryBytes';

/** A number of the settings as the person sees it: in a unit they think in. */
export type Limit = {
  key: NumberKey;
  label: string;
  help: string;
  suffix: string;
  /** What one of the unit is in the setting's own. */
  factor: number;
  min: number;
  max: number;
};

export const LIMITS: readonly Limit[] = [
  {
    key: 'bodyCapBytes',
    label: 'Longest body',
    help: 'Longer bodies get 413. The first part is kept.',
    suffix: 'MB',
    factor: 1_000_000,
    min: 1024,
    max: 2_000_000_000,
  },
  {
    key: 'keepCount',
    label: 'Keep at most',
    help: 'Over any limit, the oldest are deleted. Pinned ones stay.',
    suffix: 'captures',
    factor: 1,
    min: 100,
    max: 10_000_000,
  },
  {
    key: 'keepDays',
    label: 'Keep for',
    help: '',
    suffix: 'days',
    factor: 1,
    min: 1,
    max: 3650,
  },
  {
    key: 'keepBytes',
    label: 'Keep up to',
    help: '',
    suffix: 'GB',
    factor: 1_000_000_000,
    min: 10_000_000,
    max: 1_000_000_000_000,
  },
  {
    key: 'keepDeliveryDays',
    label: 'Keep deliveries for',
    help: 'Finished ones and dead letters. Waiting ones are never deleted.',
    suffix: 'days',
    factor: 1,
    min: 1,
    max: 3650,
  },
  {
    key: 'keepDeliveryBytes',
    label: 'Keep deliveries up to',
    help: 'Bodies and answers of finished ones. The oldest are deleted first.',
    suffix: 'GB',
    factor: 1_000_000_000,
    min: 10_000_000,
    max: 1_000_000_000_000,
  },
];

/** What is wrong with a number, in words; undefined when it can be saved. */
export function checkLimit(limit: Limit, value: number | null): string | undefined {
  if (value === null) return 'Enter a number.';
  const own = Math.round(value * limit.factor);
  if (own >= limit.min && own <= limit.max) return undefined;
  const show = limit.key.endsWith('Bytes') ? formatBytes : (n: number) => formatCount(n);
  return `Choose between ${show(limit.min)} and ${show(limit.max)}.`;
}

/** A limit in the unit people think in; null where none is kept. */
export function shownLimit({ key, factor }: Limit, settings: Settings): number | null {
  const value = settings[key];
  return value === undefined ? null : value / factor;
}

/** The settings with one limit changed; null where nothing changes, or it cannot be saved. */
export function withLimit(limit: Limit, typed: number | null, settings: Settings): Settings | null {
  if (typed === null || typed === shownLimit(limit, settings)) return null;
  if (checkLimit(limit, typed) !== undefined) return null;
  return { ...settings, [limit.key]: Math.round(typed * limit.factor) };
}
