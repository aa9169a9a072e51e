import type { Hit } from '../../../preload/contract/window/everything.ts';
import type { Command } from '../../keys/command.ts';
import { rank, scoreOf, WORD_START } from '../rank.ts';

/** One row of the palette. `id` is one of a kind in the list. */
export type PaletteItem = { id: string; title: string; place: string } & (
  | { kind: 'command'; command: Command }
  | { kind: 'hit'; route: string }
  | { kind: 'search'; text: string }
);

const PLACES: Record<Hit['kind'], string> = {
  capture: 'Capture',
  event: 'Event type',
  endpoint: 'Endpoint',
  sender: 'Sender',
  app: 'App',
  function: 'Function',
  webhook: 'Incoming Webhook',
  service: 'Service',
  destination: 'Destination',
  integration: 'Integration',
  view: 'View',
  setting: 'Setting',
};

/** What a first character narrows the list to. */
const NARROWED = {
  '>': 'actions',
  '@': 'objects',
  '#': 'events',
  '/': 'search',
} as const;
type Part = (typeof NARROWED)[keyof typeof NARROWED] | 'all';

/** What was typed, without the character that narrows the list. */
export function readTyped(typed: string): { part: Part; text: string } {
  const part = Object.entries(NARROWED).find(([sign]) => typed.startsWith(sign))?.[1];
  return { part: part ?? 'all', text: (part === undefined ? typed : typed.slice(1)).trim() };
}

/**
 * The rows for what was typed: actions named so, then what the engine found, then actions that have
 * its letters only, and last the way to search captures for it: a text never ends in nothing.
 *
 * @param hits what `search.everything` found for the text, the best first.
 */
export function paletteItems(
  commands: readonly Command[],
  hits: readonly Hit[],
  typed: string,
): PaletteItem[] {
  const { part, text } = readTyped(typed);
  const wants = (...parts: Part[]): boolean => part === 'all' || parts.includes(part);
  const named = (command: Command): string => `${command.title} ${command.group}`;
  const actions = wants('actions') ? rank(commands, text, named) : [];
  const near = actions.filter((one) => text === '' || scoreOf(named(one), text) >= WORD_START);
  const far = actions.filter((one) => !near.includes(one));
  const found = hits.filter(({ kind }) =>
    kind === 'event' ? wants('objects', 'events') : wants('objects'),
  );
  const search: PaletteItem[] =
    text === '' || part === 'actions'
      ? []
      : [{ kind: 'search', id: 'search', title: `Search captures for “${text}”`, place: '', text }];
  return [...near.map(ofCommand), ...found.map(ofHit), ...far.map(ofCommand), ...search];
}

const ofCommand = (command: Command): PaletteItem => ({
  kind: 'command',
  id: command.id,
  title: command.title,
  place: command.group,
  command,
});

const ofHit = ({ kind, id, title, detail, route }: Hit): PaletteItem => ({
  kind: 'hit',
  id: `${kind}/${id}`,
  title,
  place: detail === '' ? PLACES[kind] : `${PLACES[kind]} · ${detail}`,
  route,
});
