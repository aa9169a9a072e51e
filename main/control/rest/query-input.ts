import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { publicError } from '../public-error.ts';

/**
 * Refuses a query that nobody would read: that of a GET is input, any other is not. A parameter that goes
 * unread would change something else than was meant. A DELETE says all it means in its path.
 *
 * @throws BAD_INPUT as a public error
 */
export function refuseQuery(request: IncomingMessage): void {
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  const { method = '' } = request;
  if (method === 'DELETE') {
    if (query.size > 0) {
      throw publicError('BAD_INPUT', 'A DELETE has no query: its path says what is deleted.');
    }
    if ('body' in request && request.body !== undefined) {
      throw publicError('BAD_INPUT', 'A DELETE has no body: its path says what is deleted.');
    }
    return;
  }
  if (query.size === 0) return;
  throw publicError('BAD_INPUT', `Put the input of a ${method} into the body, not the query.`);
}

interface Described {
  route: { method?: string | undefined };
  inputSchema?: unknown;
}

/**
 * Refuses parameters that a GET does not know: `?from_=7` must not mean everything.
 *
 * @throws BAD_INPUT as a public error
 */
export function refuseUnknown({ route, inputSchema }: Described, input: unknown): void {
  if (route.method !== 'GET') return;
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
