import { Blocks, Drama, Inbox, Radio, Send, Settings, Signpost, Table2, Users } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { useDraftPlaces } from '../drafts/use-draft-places.ts';
import { Stitches } from '../ui/signs/stitches.tsx';
import { cx } from '../ui/cx.ts';
import { Menu } from '../ui/menu.tsx';
import { useMedia } from '../ui/platform/use-media.ts';
import { formatRoute, navigate, useRoute, type Route } from '../navigation/route.ts';
import { type RailBadge, useRailBadges } from './rail-badges.ts';

interface Place {
  route: Route;
  label: string;
  icon: typeof Inbox;
}

const PLACES: readonly Place[] = [
  { route: { page: 'captures', id: null }, label: 'Captures', icon: Inbox },
  { route: { page: 'events', id: null, part: 'fields' }, label: 'Events', icon: Radio },
  { route: { page: 'endpoints', id: null }, label: 'Endpoints', icon: Signpost },
  {
    route: { page: 'apps', appId: null, part: 'overview', item: null },
    label: 'Apps',
    icon: Blocks,
  },
  { route: { page: 'integrations', id: null, part: 'rows' }, label: 'Data', icon: Table2 },
  { route: { page: 'deliveries', part: 'queue', id: null }, label: 'Deliveries', icon: Send },
  { route: { page: 'simulator' }, label: 'Simulator', icon: Drama },
  { route: { page: 'settings' }, label: 'Settings', icon: Settings },
];

const TEAM: Place = { route: { page: 'team', node: null }, label: 'Team', icon: Users };

/** Team has its place beside the captures, for whoever is in one. */
function usePlaces(): readonly Place[] {
  const team = useQuery(query.team.get.queryOptions()).data;
  const [captures, ...others] = PLACES;
  return typeof team?.url === 'string' && captures !== undefined
    ? [captures, TEAM, ...others]
    : PLACES;
}

/** In a narrow window these are in the bar, in this order; the others are behind More. */
const IN_BAR = ['captures', 'endpoints', 'deliveries', 'apps'];

/** The rail's item of a page: SQL is a side of Data; comparing, composing and suites belong to the captures. */
function placeOf(page: Route['page']): Route['page'] {
  if (page === 'compose' || page === 'compare' || page === 'suites') return 'captures';
  return page === 'sql' ? 'integrations' : page;
}

/** The places of the app: a rail with words, icons alone below 1280 px, a bar below 640 px. */
export function Rail() {
  const bar = useMedia('(max-width: 39.99rem)');
  return bar ? <Bar /> : <Side />;
}

function Side() {
  const places = usePlaces();
  const here = placeOf(useRoute().page);
  const drafts = useDraftPlaces();
  const badges = useRailBadges(here);
  return (
    <nav
      aria-label="Pages"
      className="flex w-13 shrink-0 flex-col items-center gap-1 overflow-x-hidden overflow-y-auto border-r border-line bg-canvas px-1.5 py-2 xl:w-[4.75rem]"
    >
      <div className="mb-2 flex h-9 items-center text-accent-ink" title="Backstitch">
        <Stitches width={34} />
        <span className="sr-only">Backstitch</span>
      </div>
      {places.map((place) => (
        <PlaceLink
          key={place.label}
          place={place}
          hasDraft={drafts.has(place.route.page)}
          badge={badges[place.route.page]}
          here={here}
          className={cx('w-full py-2', place.label === 'Settings' && 'mt-auto')}
          labelClass="sr-only xl:not-sr-only"
        />
      ))}
    </nav>
  );
}

function Bar() {
  const places = usePlaces();
  const here = placeOf(useRoute().page);
  const drafts = useDraftPlaces();
  const badges = useRailBadges(here);
  const inBar = IN_BAR.flatMap((page) => places.filter(({ route }) => route.page === page));
  const behind = places.filter((place) => !inBar.includes(place));
  const isBehind = behind.some(({ route }) => route.page === here);
  return (
    <nav
      aria-label="Pages"
      className="grid h-12 shrink-0 grid-cols-5 border-t border-line bg-canvas px-1"
    >
      {inBar.map((place) => (
        <PlaceLink
          key={place.label}
          place={place}
          hasDraft={drafts.has(place.route.page)}
          badge={badges[place.route.page]}
          here={here}
          className="py-1"
        />
      ))}
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className={cx(LINK, 'py-1', isBehind ? HERE : ELSEWHERE)}
            aria-current={isBehind ? 'page' : undefined}
          >
            <span aria-hidden className="flex h-[18px] items-center text-lg leading-none">
              ···
            </span>
            More
          </button>
        }
        items={behind.map(({ route, label, icon: Icon }) => ({
          id: label,
          label: [label, badges[route.page]?.words].filter(Boolean).join(', '),
          icon: <Icon size={14} />,
          onSelect: () => navigate(route),
        }))}
      />
    </nav>
  );
}

const LINK =
  'relative flex flex-col items-center justify-center gap-1 rounded-lg text-xs font-medium';
const HERE = 'bg-selected text-accent-ink';
const ELSEWHERE = 'text-muted hover:bg-hover hover:text-ink';

function PlaceLink(props: {
  place: Place;
  /** Something there is not saved. */
  hasDraft: boolean;
  badge: RailBadge | undefined;
  here: Route['page'];
  className: string;
  labelClass?: string;
}) {
  const { route, label, icon: Icon } = props.place;
  const { badge, hasDraft } = props;
  const isHere = route.page === props.here;
  const words = [badge?.words, hasDraft && 'not saved'].filter(Boolean).join(', ');
  return (
    <a
      href={formatRoute(route)}
      title={words === '' ? label : `${label}: ${words}`}
      aria-label={words === '' ? undefined : `${label}, ${words}`}
      aria-current={isHere ? 'page' : undefined}
      className={cx(LINK, props.className, isHere ? HERE : ELSEWHERE)}
    >
      <Icon size={18} aria-hidden />
      <span className={props.labelClass}>{label}</span>
      {badge !== undefined && (
        <span
          aria-hidden
          // As a sign, not as text: the name of the link says the figure in words.
          data-count={badge.count > 99 ? '99+' : badge.count}
          className="before:content-[attr(data-count)] absolute top-0.5 left-[calc(50%+2px)] flex h-4 min-w-4 items-center justify-center rounded-full bg-bad-solid px-1 text-[10px] leading-none font-semibold text-white tabular-nums"
        />
      )}
      {hasDraft && (
        <span
          aria-hidden
          className={cx(
            'absolute top-1 size-1.5 rounded-full bg-accent',
            badge === undefined ? 'left-[calc(50%+8px)]' : 'left-[calc(50%-16px)]',
          )}
        />
      )}
    </a>
  );
}
