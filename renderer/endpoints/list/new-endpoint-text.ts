import type { Endpoint, EndpointInput } from '../../../preload/contract/endpoints.ts';
import { takesPath } from '../../../preload/rules/endpoint-matching.ts';
import { pathIn } from './test-path.ts';

/** What one line says of a new endpoint. */
export interface NewEndpoint {
  methods: string[];
  path: string;
  status: number;
}

/**
 * Reads `/orders`, `orders`, `POST /orders 201` or a pasted URL. Whether the path can be one is not
 * judged here.
 */
export function readNewEndpoint(typed: string): NewEndpoint {
  const words = typed.trim().split(/\s+/);
  const methods =
    words.length > 1 && /^[A-Za-z]+$/.test(words[0] ?? '') ? [words.shift() ?? ''] : [];
  const said = words.length > 1 && /^[2-5]\d\d$/.test(words.at(-1) ?? '') ? words.pop() : undefined;
  const rest = words.join(' ');
  const path = pathIn(rest) ?? (rest === '' ? '' : `/${rest}`);
  return {
    methods: methods.map((method) => method.toUpperCase()),
    path: path.length > 1 ? path.replace(/\/+$/, '') : path,
    status: said === undefined ? 200 : Number(said),
  };
}

/** The last part of the path, in a form that no other endpoint has. */
export function nameFor(path: string, taken: readonly string[]): string {
  const last = path.split('/').findLast((part) => part !== '') ?? 'root';
  const wanted = last.replaceAll('"', '').slice(0, 70);
  const known = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let n = 2; known.has(name.toLowerCase()); n += 1) name = `${wanted} ${n}`;
  return name;
}

/** A whole endpoint of what a line says: the rest has defaults. */
export function inputOf({ methods, path, status }: NewEndpoint, name: string): EndpointInput {
  return {
    name,
    enabled: true,
    path,
    methods,
    reply: {
      status,
      headers: [],
      bodyKind: 'json',
      body: '{"ok":true}',
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
    },
    forward: null,
  };
}

/**
 * The newest path that came to the inbox and that no endpoint takes by now.
 *
 * @param newest targets of captures of the inbox, the newest first
 */
export function unmatchedPath(newest: readonly string[], list: readonly Endpoint[]): string | null {
  const own = list.filter(({ isInbox }) => !isInbox);
  for (const target of newest) {
    const path = pathIn(target);
    if (path === null || path === '/') continue;
    if (!own.some((endpoint) => takesPath(endpoint.path, path))) return path;
  }
  return null;
}

/** A path to begin with from copied text: of a URL or a path alone; null for anything else. */
export function copiedPath(text: string): string | null {
  const one = text.trim();
  if (one === '' || one.length > 2000 || /\s/.test(one)) return null;
  const path = pathIn(one);
  return path === '/' ? null : path;
}
