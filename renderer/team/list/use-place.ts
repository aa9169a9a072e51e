import { currentRoute, navigate, useRoute } from '../../navigation/route.ts';
import type { TeamRoute } from '../../navigation/team-address.ts';

type Place = Omit<TeamRoute, 'page'>;
const NOWHERE: Place = { node: null };

/** Where one is on the page of the team. */
export function usePlace(): Place {
  const route = useRoute();
  return route.page === 'team' ? route : NOWHERE;
}

const placeNow = (): Place => {
  const route = currentRoute();
  return route.page === 'team' ? route : NOWHERE;
};

/** Goes on from where one is. What is open stays, unless it is said otherwise. */
export function goTo(
  next: { node?: string | null; q?: string; open?: TeamRoute['open'] | null },
  how: { replace?: boolean } = {},
): void {
  const now = placeNow();
  const q = next.q ?? now.q ?? '';
  const open = next.open === undefined ? now.open : (next.open ?? undefined);
  navigate(
    {
      page: 'team',
      node: next.node === undefined ? now.node : next.node,
      ...(q !== '' && { q }),
      ...(open !== undefined && { open }),
    },
    { replace: how.replace ?? false },
  );
}

/** Opens the capture of a row. */
export function openKey(key: string, replace = false): void {
  const [node = '', id = ''] = key.split('.');
  goTo({ open: { node, id } }, { replace });
}
