import { useSyncExternalStore } from 'react';
import { SETTINGS_PARTS, type SettingsPart } from '../../preload/rules/settings-parts.ts';
import {
  keepSearch,
  readCapturesAddress,
  writeCapturesAddress,
  type CapturesRoute,
} from './captures-address.ts';
import {
  readDeliveriesAddress,
  writeDeliveriesAddress,
  type DeliveriesRoute,
} from './deliveries-address.ts';
import { presentAddress } from './redirects.ts';
import { readTeamAddress, writeTeamAddress, type TeamRoute } from './team-address.ts';

/** The sections of an app, in the order of their list. */
export const APP_PARTS = [
  'services',
  'functions',
  'packages',
  'endpoints',
  'values',
  'users',
  'rules',
  'runs',
  'collections',
  'outbox',
  'overview',
  'export',
  'settings',
] as const;
export type AppPart = (typeof APP_PARTS)[number];

/** The places inside an integration. */
export const INTEGRATION_PARTS = ['rows', 'rejects', 'loads', 'schema', 'settings'] as const;
export type IntegrationPart = (typeof INTEGRATION_PARTS)[number];

/** The sides of an event type, in the order of their tabs. */
export const EVENT_PARTS = [
  'fields',
  'changes',
  'examples',
  'variants',
  'code',
  'baseline',
] as const;
export type EventPart = (typeof EVENT_PARTS)[number];

/** What the panel of an endpoint shows. */
export const ENDPOINT_TABS = ['reply', 'forward', 'sender', 'url', 'chaos'] as const;
export type EndpointTab = (typeof ENDPOINT_TABS)[number];

export type Route =
  | CapturesRoute
  | { page: 'compare'; ids: string[] }
  /** A run of a suite, and the case that is open in it; null: the lists of both. */
  | { page: 'suites'; id: string | null; n: number | null }
  | {
      page: 'endpoints';
      /** Of an endpoint; `senders` and `tunnel` are the page's other tabs; null: the list. */
      id: string | null;
      /** Left out: its first. */
      tab?: EndpointTab;
    }
  | {
      page: 'apps';
      /** null: the list of apps. */
      appId: string | null;
      part: AppPart;
      /** What is open in it: a service, `service/webhook`, `*` for all webhooks, a function … */
      item: string | null;
      /** Which tab of the item is open; left out: its first. */
      tab?: string;
    }
  /** An event type; null: the list of them. */
  | { page: 'events'; id: string | null; part: EventPart }
  | { page: 'integrations'; id: string | null; part: IntegrationPart }
  | {
      page: 'sql';
      /** A query to run at once, in a tab of its own; null: none. */
      query: string | null;
      /** Which tab is shown; left out: the last one. */
      tab?: string;
    }
  | DeliveriesRoute
  | TeamRoute
  /** A request made from nothing, by the name of its draft. */
  | { page: 'compose'; id: string }
  | {
      page: 'simulator';
      /** Of a capture to be played; left out: what was set up before. */
      id?: string;
    }
  | {
      page: 'settings';
      /** Left out: the first. */
      section?: SettingsPart;
    };

/** Reads a location hash; what is not understood leads to the captures. */
export function parseRoute(hash: string): Route {
  const address = presentAddress(hash);
  const captures = readCapturesAddress(address);
  if (captures) return captures;
  const deliveries = readDeliveriesAddress(address);
  if (deliveries) return deliveries;
  const team = readTeamAddress(address);
  if (team) return team;
  const [page, rawId, rawPart, rawItem, rawTab] = address.replace(/^#?\/?/, '').split('/');
  const id = decode(rawId ?? '');
  if (page === 'apps') {
    const part = APP_PARTS.find((known) => known === rawPart) ?? 'overview';
    const item = part === rawPart ? decode(rawItem ?? '') : null;
    return {
      page,
      appId: id,
      part: id === null ? 'overview' : part,
      item: id === null ? null : item,
      ...(id !== null && item !== null && isTab(rawTab) && { tab: rawTab }),
    };
  }
  if (page === 'data') {
    if (rawId === 'sql') {
      // A number alone is no query.
      if (SQL_TAB.test(rawPart ?? '')) return { page: 'sql', query: null, tab: rawPart ?? '' };
      return { page: 'sql', query: decode(rawPart ?? '') };
    }
    const part = INTEGRATION_PARTS.find((known) => known === rawPart) ?? 'rows';
    return { page: 'integrations', id, part: id === null ? 'rows' : part };
  }
  if (page === 'events') {
    const part = EVENT_PARTS.find((known) => known === rawPart) ?? 'fields';
    return { page, id, part: id === null ? 'fields' : part };
  }
  if (page === 'suites') {
    const isCase = id !== null && CASE.test(rawPart ?? '');
    return { page, id, n: isCase ? Number(rawPart) : null };
  }
  if (page === 'compare')
    return {
      page,
      ids: address
        .split('/')
        .slice(2, 22)
        .flatMap((raw) => decode(raw) ?? []),
    };
  if (page === 'endpoints') {
    const tab = ENDPOINT_TABS.find((known) => known === rawPart);
    return { page, id, ...(id !== null && tab !== undefined && { tab }) };
  }
  if (page === 'compose' && id !== null) return { page, id };
  if (page === 'settings') {
    const section = SETTINGS_PARTS.find((known) => known === rawId);
    return { page, ...(section !== undefined && { section }) };
  }
  if (page === 'simulator') return { page, ...(id !== null && { id }) };
  return { page: 'captures', id: null };
}

const CASE = /^[1-9]\d{0,3}$/;
const SQL_TAB = /^[1-9]\d{0,5}$/;

const isTab = (raw: string | undefined): raw is string => /^[a-z]{1,20}$/.test(raw ?? '');

/** The hash of a route: `parseRoute(formatRoute(r))` is `r`. */
export function formatRoute(route: Route): string {
  if (route.page === 'captures') return writeCapturesAddress(route);
  if (route.page === 'apps') {
    if (route.appId === null) return '#/apps';
    const item = route.item === null ? '' : `/${encodeURIComponent(route.item)}`;
    const tab = item === '' || route.tab === undefined ? '' : `/${route.tab}`;
    return `#/apps/${encodeURIComponent(route.appId)}/${route.part}${item}${tab}`;
  }
  if (route.page === 'integrations') {
    return route.id === null ? '#/data' : `#/data/${encodeURIComponent(route.id)}/${route.part}`;
  }
  if (route.page === 'events') {
    return route.id === null
      ? '#/events'
      : `#/events/${encodeURIComponent(route.id)}/${route.part}`;
  }
  if (route.page === 'deliveries') return writeDeliveriesAddress(route);
  if (route.page === 'team') return writeTeamAddress(route);
  if (route.page === 'suites') {
    if (route.id === null) return '#/suites';
    const open = route.n === null ? '' : `/${route.n}`;
    return `#/suites/${encodeURIComponent(route.id)}${open}`;
  }
  if (route.page === 'compare') {
    return ['#/compare', ...route.ids.map(encodeURIComponent)].join('/');
  }
  if (route.page === 'sql') {
    const item = route.query === null ? route.tab : encodeURIComponent(route.query);
    return item === undefined ? '#/data/sql' : `#/data/sql/${item}`;
  }
  if (route.page === 'settings') {
    return route.section === undefined ? '#/settings' : `#/settings/${route.section}`;
  }
  const id = 'id' in route && route.id != null ? `/${encodeURIComponent(route.id)}` : '';
  const tab = id !== '' && 'tab' in route ? `/${route.tab}` : '';
  return `#/${route.page}${id}${tab}`;
}

function decode(raw: string): string | null {
  if (raw === '') return null;
  try {
    return decodeURIComponent(raw);
  } catch {
    // A hand-written hash with a broken escape names nothing.
    return null;
  }
}

/**
 * Goes to a route. With `replace` the browser's Back does not return to the present one: right for
 * moving through a list, where every step would otherwise be a page of history.
 */
export function navigate(route: Route, options: { replace?: boolean } = {}): void {
  const hash = formatRoute(route.page === 'captures' ? keepSearch(route, currentRoute()) : route);
  if (hash === window.location.hash) return;
  if (options.replace === true) {
    window.history.replaceState(null, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    window.location.hash = hash;
  }
}

/**
 * Remembers the present address, and tells later whether the window is still there: somebody who went
 * on is not led back by an answer. For `onMutate` of a change that leads somewhere.
 */
export function placeNow(): () => boolean {
  const { hash } = window.location;
  return () => window.location.hash === hash;
}

let known: { hash: string; route: Route } | undefined;

/** The present route; the same object until the hash changes, as `useSyncExternalStore` needs. */
export function currentRoute(): Route {
  const { hash } = window.location;
  if (known?.hash !== hash) known = { hash, route: parseRoute(hash) };
  return known.route;
}

const listeners = new Set<() => void>();

/** An address that was is shown as the one that is, also to whoever copies it. */
function showPresentAddress(): void {
  const present = presentAddress(window.location.hash);
  if (present !== window.location.hash) window.history.replaceState(null, '', present);
}

function onHashChange(): void {
  showPresentAddress();
  for (const listener of listeners) listener();
}

function subscribe(onChange: () => void): () => void {
  if (listeners.size === 0) {
    showPresentAddress();
    window.addEventListener('hashchange', onHashChange);
  }
  listeners.add(onChange);
  return () => {
    listeners.delete(onChange);
    if (listeners.size === 0) window.removeEventListener('hashchange', onHashChange);
  };
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute);
}
