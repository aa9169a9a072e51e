import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { publicError } from './public-error.ts';

/**
 * Makes the query of a request without GET its input, or refuses it: oRPC reads the query of a GET
 * only, and a parameter that nobody reads would change something else than was meant.
 *
 * @throws BAD_INPUT as a public error
 */
export function takeQuery(request: IncomingMessage): void {
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  if (query.size === 0) return;
  if (request.method !== 'DELETE') {
    throw publicError(
      'BAD_INPUT',
      `Put the input of a ${request.method} into the body, not the query.`,
    );
  }
  if ('body' in request && request.body !== undefined) {
    throw publicError('BAD_INPUT', 'Put the input into the query or the body, not both.');
  }
  Object.assign(request, { body: query });
}

interface Described {
  route: { method?: string | undefined };
  inputSchema?: unknown;
}

/**
 * Refuses parameters that a GET or DELETE does not know: `?urlid=2` must not mean "the oldest".
 *
 * @throws BAD_INPUT as a public error
 */
export function refuseUnknown({ route, inputSchema }: Described, input: unknown): void {
  if (route.method !== 'GET' && route.method !== 'DELETE') return;
  if (typeof input !== 'object' || input === null) return;
  const known = inputSchema instanceof z.ZodObject ? Object.keys(inputSchema.shape) : [];
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
  throw publicError('BAD_INPUT', `There is no parameter "${unknown}" here.`, {
    hint,
    field: unknown,
  });
}
