import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import type { TeamState } from '../../preload/contract/team.ts';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { formatPlural } from '../ui/format.ts';
import { isConnected, STATES } from './words.ts';

/** What waits is counted, and a count is no event: it is asked for while anything may wait. */
const COUNT_MS = 5000;

/** The team in the status bar: how this Backstitch stands with it, and what waits. It leads to more about that. */
export function TeamControl({ state }: { state: TeamState }) {
  useQuery({
    ...query.team.get.queryOptions(),
    refetchInterval: ({ state: { data } }) => (data?.state === 'live' ? false : COUNT_MS),
  });
  const { label, tone } = STATES[state.state];
  const waiting =
    state.state === 'live' || state.waiting === 0 ? '' : formatPlural(state.waiting, 'change');
  const words = [`Team: ${label}`, waiting && `${waiting} to go out`, state.reason];
  return (
    <>
      <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line" />
      <a
        href={formatRoute(
          isConnected(state.state)
            ? { page: 'team', node: null }
            : { page: 'settings', section: 'team' },
        )}
        aria-label={words.slice(0, 2).filter(Boolean).join(', ')}
        title={words.filter(Boolean).join('. ')}
        className="flex h-6 shrink-0 items-center gap-1.5 rounded px-1 hover:bg-hover"
      >
        <Users size={13} aria-hidden />
        <Badge tone={tone}>{label}</Badge>
        {waiting !== '' && (
          <span className="hidden tabular-nums @min-[60rem]:inline">{waiting} to go out</span>
        )}
      </a>
    </>
  );
}
