import { BackstitchError } from '../lib/errors.ts';

/**
 * Asks a Backstitch that runs, over REST.
 *
 * @param path below `/api/v1`
 * @param refused code of the error where it says no
 * @throws BackstitchError BAD_ARGUMENT where none answers or the token is missing
 */
export async function askRunning(
  port: number,
  method: string,
  path: string,
  input: unknown,
  refused: BackstitchError['code'],
): Promise<unknown> {
  const token = process.env['BACKSTITCH_TOKEN'] ?? '';
  if (token === '') {
    throw new BackstitchError('BAD_ARGUMENT', 'The token of the running Backstitch is missing.', {
      hint: 'Put it into the variable BACKSTITCH_TOKEN; backstitch serve --json prints it.',
    });
  }
  const reply = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(input !== undefined && { 'content-type': 'application/json' }),
    },
    ...(input !== undefined && { body: JSON.stringify(input) }),
  }).catch((cause: unknown) => {
    const message = `No Backstitch answers on port ${port}.`;
    throw new BackstitchError('BAD_ARGUMENT', message, { cause });
  });
  const answer: unknown = await reply.json().catch(() => null);
  if (reply.ok) return answer;
  const { message, data } = (answer ?? {}) as { message?: unknown; data?: { hint?: unknown } };
  const why = typeof message === 'string' ? message : `It answered ${reply.status}.`;
  const hint = data?.hint;
  throw new BackstitchError(refused, why, typeof hint === 'string' ? { hint } : {});
}
