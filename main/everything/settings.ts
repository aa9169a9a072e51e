import type { Findable } from './everything.ts';

/** As they are called on the page of settings. */
const ROWS: readonly [id: string, title: string, words: string[]][] = [
  ['theme', 'Theme', ['appearance', 'dark', 'light', 'colors']],
  ['bodyCapBytes', 'Longest body', ['limit', 'size', '413', 'bytes']],
  ['keepCount', 'Keep at most', ['captures', 'retention', 'limit', 'count']],
  ['keepDays', 'Keep for', ['captures', 'retention', 'limit', 'days']],
  ['keepBytes', 'Keep up to', ['captures', 'retention', 'limit', 'disk', 'bytes']],
  ['keepDeliveryDays', 'Keep deliveries for', ['retention', 'limit', 'days']],
  ['keepDeliveryBytes', 'Keep deliveries up to', ['retention', 'limit', 'disk', 'bytes']],
  ['notifyOnArrival', 'Notify on arrival', ['notification', 'desktop']],
  ['allowedHosts', 'Allowed hosts', ['replay', 'forward', 'targets']],
  ['about', 'About', ['version', 'data directory', 'address']],
];

/** The rows of the page of settings. */
export const SETTINGS: readonly Findable[] = ROWS.map(([id, title, words]) => ({
  kind: 'setting',
  id,
  title,
  detail: 'Settings',
  route: '#/settings',
  at: null,
  words,
}));
