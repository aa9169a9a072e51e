import { readsSettled } from '../api/settled.ts';
import { CAPTURE_PARTS, CapturesPage } from '../captures/captures-page.tsx';
import { type Route, useRoute } from '../navigation/route.ts';
import { fetchOverlays } from './overlays.tsx';
import { ComposerPart } from '../replays/composer-part.ts';
import { ManyReplaysPart } from '../replays/many-part.ts';
import { fetchEditor } from '../ui/code/code-editor.tsx';
import { later } from '../ui/parts/later.tsx';
import { PaletteList } from './palette.tsx';

/**
 * The pages of the rail. The captures come with the first script, for they are what is opened first;
 * each other page is a script of its own.
 */
const PAGES = {
  compare: later('Compare', async () => (await import('../compare/compare.ts')).ComparePage),
  suites: later('Suites', async () => (await import('../suites/suites-page.tsx')).SuitesPage),
  events: later('Events', async () => (await import('../events/events-page.tsx')).EventsPage),
  endpoints: later(
    'Endpoints',
    async () => (await import('../endpoints/endpoints-page.tsx')).EndpointsPage,
  ),
  apps: later('Apps', async () => (await import('../apps/apps-page.tsx')).AppsPage),
  integrations: later(
    'Data',
    async () => (await import('../integrations/integrations-page.tsx')).IntegrationsPage,
  ),
  sql: later('SQL', async () => (await import('../sql/sql-page.tsx')).SqlPage),
  deliveries: later(
    'Deliveries',
    async () => (await import('../deliveries/deliveries-page.tsx')).DeliveriesPage,
  ),
  simulator: later(
    'The simulator',
    async () => (await import('../simulator/simulator-page.tsx')).SimulatorPage,
  ),
  team: later('The team', async () => (await import('../team/team-page.tsx')).TeamPage),
  compose: later(
    'The composer',
    async () => (await import('../replays/compose-page.tsx')).ComposePage,
  ),
  settings: later(
    'Settings',
    async () => (await import('../settings/settings-page.tsx')).SettingsPage,
  ),
} satisfies Record<Exclude<Route['page'], 'captures'>, unknown>;

/** The page that the address names. */
export function Page() {
  const { page } = useRoute();
  if (page === 'captures') return <CapturesPage />;
  const Shown = PAGES[page];
  return <Shown key={page} />;
}

/** The first seconds belong to whoever has just come: half of the page's scripts can wait. */
const SETTLED_MS = 10_000;

/**
 * What is fetched when the page has nothing else to do, so that a first visit does not wait, and
 * needs no engine: once the list is read what it leads to, the rest after a while.
 */
export const AHEAD: readonly (() => Promise<void>)[] = [
  readsSettled,
  ...CAPTURE_PARTS.map((part) => part.fetch),
  PaletteList.fetch,
  () => new Promise((resolve) => setTimeout(resolve, SETTLED_MS)),
  ComposerPart.fetch,
  ManyReplaysPart.fetch,
  ...fetchOverlays,
  ...Object.values(PAGES).map((page) => page.fetch),
  () => fetchEditor().catch(() => undefined),
];
