import { SETTINGS_NAMES } from '../../preload/rules/settings-parts.ts';
import { SETTINGS_ROWS } from '../../preload/rules/settings-rows.ts';
import type { Findable } from './everything.ts';

/** The rows of the page of settings. */
export const SETTINGS: readonly Findable[] = SETTINGS_ROWS.map(({ id, part, label, words }) => ({
  kind: 'setting',
  id,
  title: label,
  detail: `Settings, ${SETTINGS_NAMES[part]}`,
  route: `#/settings/${part}`,
  at: null,
  words: [...words, SETTINGS_NAMES[part]],
}));
