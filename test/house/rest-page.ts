import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract';
import { contractOf, RAW_ROUTES } from '../../main/control/rest/raw-routes.ts';
import { contract } from '../../preload/contract.ts';

/** Where the list of routes is kept. */
export const REST_PAGE = join(import.meta.dirname, '../../docs/rest.md');

/** A route of the API, as scripts see it. */
export interface RestRoute {
  operationId: string;
  method: string;
  path: string;
  summary: string;
  kind: 'json' | 'stream' | 'bytes';
  /** Codes it may be refused with, beside those of every call. */
  errors: string[];
}

/** All routes in the order of the contract, those that carry bytes last. */
export function restRoutes(): RestRoute[] {
  const routes: RestRoute[] = [];
  const walk = (level: object, prefix: string): void => {
    for (const [key, value] of Object.entries(level) as [string, unknown][]) {
      if (!isContractProcedure(value)) {
        walk(value as object, `${prefix}${key}.`);
        continue;
      }
      const { route, errorMap, outputSchema } = value['~orpc'];
      if (route.path === undefined) continue;
      const isLive = getEventIteratorSchemaDetails(outputSchema) !== undefined;
      routes.push({
        operationId: prefix + key,
        method: route.method ?? 'POST',
        path: route.path,
        summary: route.summary ?? '',
        kind: isLive ? 'stream' : 'json',
        errors: Object.keys(errorMap),
      });
    }
  };
  walk(contract, '');
  const raw = RAW_ROUTES.map((route) => ({
    operationId: route.operationId ?? route.procedure,
    method: route.method,
    path: route.path,
    summary: route.summary,
    kind: 'bytes' as const,
    errors: Object.keys(contractOf(route)['~orpc'].errorMap),
  }));
  return [...routes, ...raw];
}

const HEAD = [
  '# REST routes',
  '',
  'Made from the contract by `npm run rest-page`; a test compares it. [Scripts](scripts.md) says how to call them.',
  '',
  'Each path stands below `/api/v1`. A GET takes its input from the query, a POST, PUT or PATCH from a JSON body, a',
  'DELETE from its path alone. What is not read is refused. Any call may be refused with `BAD_INPUT`, `UNAUTHORIZED` or',
  '`FORBIDDEN`, a stream with `TOO_MANY_STREAMS`.',
].join('\n');

/** The page as the contract gives it. */
export function restPage(routes: readonly RestRoute[]): string {
  const rooms = Map.groupBy(routes, ({ operationId }) => operationId.split('.')[0] ?? '');
  const parts = [...rooms].map(([room, list]) =>
    [`## ${room}`, '', ...list.map(lineOf)].join('\n'),
  );
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

function lineOf({ method, path, summary, kind, errors }: RestRoute): string {
  const what = { json: '', stream: ' Stream.', bytes: ' Bytes.' }[kind];
  const refused = errors.map((code) => `\`${code}\``).join(', ');
  return `- \`${method} ${path}\`: ${summary}.${what}${refused && ` Refused with ${refused}.`}`;
}

if (import.meta.main) writeFileSync(REST_PAGE, restPage(restRoutes()));
