import type { Api } from './operations.d.ts';
import type { Query, Rest } from './rest.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  requestBody?: { content?: Record<string, unknown> };
  responses?: Record<string, { content?: Record<string, unknown> } | undefined>;
}

interface Route extends Operation {
  method: string;
  path: string;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
}

const OCTETS = 'application/octet-stream';

/**
 * Every operation as a function, `api.captures.list(input)`. Which route it has is read from the
 * engine's own description, once, when the first one is called.
 */
export function apiOf(rest: Rest): Api {
  let known: Promise<Map<string, Route>> | undefined;
  async function call(name: string, input: Record<string, unknown> = {}): Promise<unknown> {
    known ??= rest.ask<Document>('GET', '/openapi.json').then(routesOf);
    const route = (await known).get(name);
    if (route === undefined) throw new Error(`Backstitch has no operation ${name}.`);
    return ask(rest, route, input);
  }
  const groups = new Map<string, object>();
  return new Proxy({} as Api, {
    get(_target, group) {
      // Somebody who awaits it asks for `then`.
      if (typeof group !== 'string' || group === 'then') return undefined;
      const found = groups.get(group) ?? groupOf(group, call);
      groups.set(group, found);
      return found;
    },
  });
}

function groupOf(
  group: string,
  call: (name: string, input?: Record<string, unknown>) => Promise<unknown>,
): object {
  return new Proxy(
    {},
    {
      get: (_target, name) =>
        typeof name === 'string' && name !== 'then'
          ? (input?: Record<string, unknown>) => call(`${group}.${name}`, input)
          : undefined,
    },
  );
}

function routesOf({ paths }: Document): Map<string, Route> {
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Route] => [
        operation.operationId,
        { ...operation, method: method.toUpperCase(), path },
      ]),
    ),
  );
}

function ask(rest: Rest, route: Route, input: Record<string, unknown>): Promise<unknown> {
  const { method, parameters = [], requestBody, responses = {} } = route;
  const left = { ...input };
  const query: Query = {};
  let { path } = route;
  for (const { name, in: place } of parameters) {
    if (!(name in left)) continue;
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(String(left[name])));
    else query[name] = left[name] as Query[string];
    delete left[name];
  }
  const takesBytes = requestBody?.content?.[OCTETS] !== undefined;
  const given = takesBytes ? { bytes: left['body'] as Uint8Array } : { json: left };
  const sent = { query, ...(requestBody !== undefined && given) };
  const givesBytes = responses['200']?.content?.[OCTETS] !== undefined;
  return givesBytes ? rest.bytes(method, path, sent) : rest.ask(method, path, sent);
}
