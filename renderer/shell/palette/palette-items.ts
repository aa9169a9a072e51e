import type { ProviderInfo } from '../../../preload/contract/signatures.ts';
import type { Hit } from '../../../preload/contract/window/everything.ts';
import type { Command } from '../../keys/command.ts';
import { rank, scoreOf, WORD_START } from '../rank.ts';
import { type Pasted, readPasted } from './pasted.ts';

/** One row of the palette. `id` is one of a kind in the list. */
export type PaletteItem = {
  id: string;
  title: string;
  place: string;
  section: string;
  /** Why it cannot be chosen now. */
  why?: string | undefined;
} & (
  | { kind: 'command'; command: Command }
  | { kind: 'hit'; hit: Hit }
  | { kind: 'search'; text: string }
  | { kind: 'sample'; sample: string }
  | { kind: 'route'; route: string }
  | { kind: 'forward'; address: string }
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
  '?': 'help',
} as const;
type Part = (typeof NARROWED)[keyof typeof NARROWED] | 'all';

/** What was typed, without the character that narrows the list. */
export function readTyped(typed: string): { part: Part; text: string } {
  const part = Object.entries(NARROWED).find(([sign]) => typed.startsWith(sign))?.[1];
  return { part: part ?? 'all', text: (part === undefined ? typed : typed.slice(1)).trim() };
}

/** As long as a text may be that the engine is asked for. */
const LONGEST_ASKED = 200;

/** Whether the engine may be asked for a text: a secret leaves the field for nowhere. */
export function mayAsk(typed: string): boolean {
  const { part, text } = readTyped(typed);
  if (text === '' || text.length > LONGEST_ASKED || readPasted(text)?.kind === 'secret')
    return false;
  return part === 'all' || part === 'objects' || part === 'events';
}

interface Sources {
  /** All of them; those that cannot run now have a reason. */
  commands: readonly Command[];
  /** Why a command cannot run now; undefined where it can. */
  whyNot: (command: Command) => string | undefined;
  /** What `search.everything` found for the text, the best first. */
  hits: readonly Hit[];
  providers: readonly ProviderInfo[];
  /** How recently a command was used, 1 just now, 0 never. */
  recency: (id: string) => number;
  /** The page that is shown: its actions come first. */
  page: string;
}

const MOST = { captures: 5, events: 3, objects: 8, providers: 3, near: 8 };

/**
 * The rows for what was typed, in sections: what was pasted, actions named so, then what the engine
 * found, senders, actions that have its letters only, and last the way to search captures for it: a
 * text never ends in nothing.
 */
export function paletteItems(sources: Sources, typed: string): PaletteItem[] {
  const { part, text } = readTyped(typed);
  const pasted = part === 'all' ? readPasted(text) : undefined;
  if (pasted?.kind === 'secret') return secretRows();
  const wants = (...parts: Part[]): boolean => part === 'all' || parts.includes(part);
  const [near, far] = wants('actions', 'help') ? actions(sources, text, part === 'help') : [[], []];
  const isSearch = text !== '' && part !== 'actions' && part !== 'help';
  return [
    ...(pasted === undefined ? [] : pastedRows(pasted)),
    ...near,
    ...(wants('objects', 'events') ? found(sources.hits, part) : []),
    ...(wants() && text.length > 1 ? senderRows(sources.providers, text) : []),
    ...far,
    ...(isSearch ? [searchRow(text)] : []),
  ];
}

function actions(
  { commands, whyNot, recency, page }: Sources,
  text: string,
  isHelp: boolean,
): [PaletteItem[], PaletteItem[]] {
  const named = ({ title, group, also = '' }: Command): string => {
    // Other words count from the beginning of one: their letters alone would fit nearly anything.
    const fits = scoreOf(also, text) >= WORD_START;
    return fits ? `${title} ${group} ${also}` : `${title} ${group}`;
  };
  const offered = commands.filter((command) =>
    isHelp ? (command.keys ?? []).length > 0 : command.keyOnly !== true,
  );
  const nearness = (command: Command): number => scoreOf(named(command), text);
  const ranked = rank(offered, text, named).toSorted(
    (a, b) =>
      (text === '' ? 0 : nearness(b) - nearness(a)) ||
      recency(b.id) - recency(a.id) ||
      Number(b.on === page) - Number(a.on === page),
  );
  const rows = ranked.map((command): PaletteItem & { near: boolean } => ({
    kind: 'command',
    id: command.id,
    title: command.title,
    place: command.group,
    section: command.on === page ? 'Actions here' : 'Actions',
    command,
    why: whyNot(command),
    near: text === '' || nearness(command) >= WORD_START,
  }));
  // What cannot run is of use only to who looks for it.
  const shown = rows.filter(({ why }) => why === undefined || text !== '');
  const near = shown.filter((row) => row.near);
  const kept = text === '' || isHelp ? near : near.slice(0, MOST.near);
  return [bySection(kept), bySection(shown.filter((row) => !kept.includes(row)))];
}

/** Rows of a section stand together, in the order of their first. */
function bySection<T extends { section: string }>(rows: readonly T[]): T[] {
  return [...Map.groupBy(rows, ({ section }) => section).values()].flat();
}

function found(hits: readonly Hit[], part: Part): PaletteItem[] {
  const sectionOf = (kind: Hit['kind']): [string, number] => {
    if (kind === 'capture') return ['Captures', MOST.captures];
    return kind === 'event' ? ['Event types', MOST.events] : ['Objects', MOST.objects];
  };
  const shown = part === 'events' ? hits.filter(({ kind }) => kind === 'event') : hits;
  const groups = Map.groupBy(shown, ({ kind }) => sectionOf(kind)[0]);
  return [...groups.values()].flatMap((group) => {
    const most = part === 'all' ? sectionOf(group[0]?.kind ?? 'view')[1] : group.length;
    return group.slice(0, most).map((hit): PaletteItem => ({
      kind: 'hit',
      id: `${hit.kind}/${hit.id}`,
      title: hit.title,
      place: hit.detail === '' ? PLACES[hit.kind] : `${PLACES[hit.kind]} · ${hit.detail}`,
      section: sectionOf(hit.kind)[0],
      hit,
    }));
  });
}

/** Samples of a sender, and the way to its secret. */
function senderRows(providers: readonly ProviderInfo[], text: string): PaletteItem[] {
  const section = 'Senders';
  const isNear = (one: ProviderInfo): boolean => scoreOf(one.label, text) >= WORD_START;
  return rank(providers, text, ({ label }) => label)
    .filter(isNear)
    .slice(0, MOST.providers)
    .flatMap(({ id, label, samples }): PaletteItem[] => [
      ...samples.map(({ id: sample, event }): PaletteItem => ({
        kind: 'sample',
        id: `sample/${sample}`,
        title: `Send a signed sample: ${label} ${event}`,
        place: 'to the inbox',
        section,
        sample,
      })),
      {
        kind: 'route',
        id: `secret/${id}`,
        title: `Set the secret of ${label}`,
        place: 'Endpoints',
        section,
        route: '#/endpoints/inbox',
      },
    ]);
}

function secretRows(): PaletteItem[] {
  const title = 'Enter this secret for a sender: paste it there';
  const route = '#/endpoints/inbox';
  return [{ kind: 'route', id: 'pasted', title, place: 'Endpoints', section: 'Pasted', route }];
}

function pastedRows(pasted: Exclude<Pasted, { kind: 'secret' }>): PaletteItem[] {
  const section = 'Pasted';
  if (pasted.kind === 'capture') {
    const { id } = pasted;
    const route = `#/captures/${id}`;
    return [
      { kind: 'route', id: 'pasted', title: `Open capture ${id}`, place: '', section, route },
    ];
  }
  if (pasted.kind === 'json') return [{ ...searchRow(pasted.value), id: 'pasted', section }];
  const { url, path } = pasted;
  const title = `Forward what arrives to ${url}`;
  return [
    { kind: 'forward', id: 'pasted', title, place: 'inbox', section, address: url },
    ...(path === '/' ? [] : [{ ...searchRow(`path:${path}`), id: 'pasted-path', section }]),
  ];
}

const searchRow = (text: string): PaletteItem => ({
  kind: 'search',
  id: 'search',
  title: `Search captures for “${text}”`,
  place: '',
  section: 'Search',
  text,
});
