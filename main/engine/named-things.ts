import { SETTINGS } from '../everything/settings.ts';
import type { Findable } from '../everything/everything.ts';
import type { Rooms } from './rooms.ts';

type Found = Omit<Findable, 'at'>;

/** All that has a name and a place in the window, besides captures. Names only: no secret, no token. */
export function namedThings(rooms: Rooms): Findable[] {
  const named = [
    ...endpoints(rooms),
    ...senders(rooms),
    ...apps(rooms),
    ...destinations(rooms),
    ...integrations(rooms),
    ...views(rooms),
  ];
  return [...named.map((one) => ({ ...one, at: null })), ...SETTINGS];
}

const place = (...steps: string[]): string => `#/${steps.map(encodeURIComponent).join('/')}`;

const endpoints = (rooms: Rooms): Found[] =>
  rooms.endpoints.list().map(({ id, name, path }) => ({
    kind: 'endpoint',
    id,
    title: name,
    detail: path,
    route: place('endpoints', id),
  }));

/** Senders are known by what was kept of them: the label of a secret, and whose it is. */
function senders(rooms: Rooms): Found[] {
  const names = new Map<string | null, string>(
    rooms.endpoints.list().map(({ id, name }) => [id, name]),
  );
  const labels = new Map(
    rooms.senders.surface.providers().map((one) => [one.id, one.label] as const),
  );
  return rooms.senders.surface.secrets({}).map(({ id, label, owner }) => {
    const provider = owner.provider === null ? '' : (labels.get(owner.provider) ?? owner.provider);
    const of = owner.endpointId === null ? 'all endpoints' : (names.get(owner.endpointId) ?? '');
    return {
      kind: 'sender',
      id,
      title: provider === '' ? label : provider,
      detail: [...(provider === '' ? [] : [label]), of].filter(Boolean).join(', '),
      route: owner.endpointId === null ? place('endpoints') : place('endpoints', owner.endpointId),
    };
  });
}

function apps({ apps: { surfaces } }: Rooms): Found[] {
  const all = surfaces.apps.list();
  const names = new Map<string, string>(all.map(({ id, name }) => [id, name]));
  const within = (appId: string): string => names.get(appId) ?? '';
  return [
    ...all.map(({ id, name }): Found => ({
      kind: 'app',
      id,
      title: name,
      detail: 'App',
      route: place('apps', id, 'overview'),
    })),
    ...surfaces.functions.list({}).map(({ appId, name }): Found => ({
      kind: 'function',
      id: `${appId}/${name}`,
      title: name,
      detail: within(appId),
      route: place('apps', appId, 'functions', name),
    })),
    ...surfaces.webhooks.list({}).map(({ appId, service, name }): Found => ({
      kind: 'webhook',
      id: `${appId}/${service}/${name}`,
      title: `${service}/${name}`,
      detail: within(appId),
      route: place('apps', appId, 'services', `${service}/${name}`),
    })),
    ...surfaces.services.list({}).map(({ appId, name, type }): Found => ({
      kind: 'service',
      id: `${appId}/${name}`,
      title: name,
      detail: `${type}, ${within(appId)}`,
      route: place('apps', appId, 'services', name),
    })),
  ];
}

const destinations = (rooms: Rooms): Found[] =>
  rooms.deliveries.destinationNames().map(({ id, name, shownUrl }) => ({
    kind: 'destination',
    id,
    title: name,
    detail: shownUrl,
    route: place('deliveries', 'destinations', id),
  }));

const integrations = (rooms: Rooms): Found[] =>
  rooms.integrations.surfaces.integrations.list().map(({ id, name, schema }) => ({
    kind: 'integration',
    id,
    title: name,
    detail: schema,
    route: place('integrations', id, 'data'),
  }));

const views = (rooms: Rooms): Found[] =>
  rooms.captures.views.list().map(({ id, name, search }) => ({
    kind: 'view',
    id,
    title: name,
    detail: search,
    route: `#/captures?view=${encodeURIComponent(id)}`,
  }));
