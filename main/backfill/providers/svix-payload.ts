import type { Given } from '../adapter.ts';
import { type Answer, timeAt } from '../answer.ts';

/**
 * An event of Svix, and of those whose webhooks Svix sends: JSON below `payload`, known by its message.
 *
 * @param time name of the member that says when it was made
 * @returns undefined where the payload is gone
 */
export function payloadOf(answer: Answer, id: string, time: string): Given | undefined {
  const payload = answer.at('payload');
  if (payload === undefined || payload.source === 'null') return undefined;
  return {
    headers: [
      ['Content-Type', 'application/json'],
      ['svix-id', id],
    ],
    body: { kind: 'json', source: payload.source },
    url: null,
    at: timeAt(answer, time),
  };
}
