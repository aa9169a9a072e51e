import type { Ready } from '../../../helpers/run-cli.ts';

export type Rest = (method: string, path: string, body?: unknown) => Promise<unknown>;

/**
 * Calls of the REST interface of one engine.
 *
 * @throws where it is refused.
 */
export function restOf({ control, token }: Ready): Rest {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    const reply = await fetch(`${control}/api/v1${path}`, { method, headers, body: text });
    const answer = (await reply.json()) as unknown;
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(answer)}`);
    return answer;
  };
}
