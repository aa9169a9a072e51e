import type { Command } from '../../keys/command.ts';
import { navigate } from '../../navigation/route.ts';

/** The places of the rail, and those behind them. */
export const GO_TO: readonly Command[] = [
  {
    id: 'captures',
    title: 'Captures',
    group: 'Go to',
    keys: ['g c'],
    run: () => navigate({ page: 'captures', id: null }),
  },
  {
    id: 'events',
    title: 'Events',
    group: 'Go to',
    keys: ['g v'],
    run: () => navigate({ page: 'events', id: null, part: 'fields' }),
  },
  {
    id: 'endpoints',
    title: 'Endpoints',
    group: 'Go to',
    keys: ['g e'],
    run: () => navigate({ page: 'endpoints', id: null }),
  },
  {
    id: 'apps',
    title: 'Apps',
    group: 'Go to',
    keys: ['g a'],
    run: () => navigate({ page: 'apps', appId: null, part: 'overview', item: null }),
  },
  {
    id: 'integrations',
    title: 'Data',
    group: 'Go to',
    keys: ['g d'],
    run: () => navigate({ page: 'integrations', id: null, part: 'rows' }),
  },
  {
    id: 'sql',
    title: 'SQL console',
    group: 'Go to',
    keys: ['g q'],
    run: () => navigate({ page: 'sql', query: null }),
  },
  {
    id: 'deliveries',
    title: 'Deliveries',
    group: 'Go to',
    keys: ['g s'],
    run: () => navigate({ page: 'deliveries', part: 'queue', id: null }),
  },
  {
    id: 'dead-letters',
    title: 'Dead letters',
    group: 'Go to',
    run: () => navigate({ page: 'deliveries', part: 'queue', id: null, q: 'state:dead' }),
  },
  {
    id: 'destinations',
    title: 'Destinations',
    group: 'Go to',
    run: () => navigate({ page: 'deliveries', part: 'destinations', id: null }),
  },
  {
    id: 'simulator',
    title: 'Simulator',
    group: 'Go to',
    keys: ['g m'],
    run: () => navigate({ page: 'simulator' }),
  },
  {
    id: 'team',
    title: 'Team',
    group: 'Go to',
    keys: ['g t'],
    also: 'share nodes mates',
    run: () => navigate({ page: 'team', node: null }),
  },
  {
    id: 'team-settings',
    title: 'Team settings',
    group: 'Go to',
    also: 'join leave follow postgresql',
    run: () => navigate({ page: 'settings', section: 'team' }),
  },
  {
    id: 'settings',
    title: 'Settings',
    group: 'Go to',
    keys: ['g ,', 'Mod+,'],
    run: () => navigate({ page: 'settings' }),
  },
];
