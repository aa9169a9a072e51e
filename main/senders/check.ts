import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { SenderNote } from '../captures/arrival.ts';
import { type Answer, planOf, type Stages } from '../intake/taker.ts';

/** What was found of a sender before the reply; `reply` takes the place of the endpoint's own. */
interface Judged {
  reply: {
    status: number;
    headers: HeaderPair[];
    body: string;
    /** Why it was refused; null for the answer to a handshake. */
    reason: string | null;
    note: string;
  } | null;
  sender: SenderNote | null;
}

/** What the intake is told, with its stage marked. */
export function checkOf(
  { reply, sender }: Judged,
  endpoint: { id: EndpointId; name: string },
  stages: Stages,
): { answer: Answer | null; sender: SenderNote | null } {
  if (reply === null) {
    stages.end('authenticate', 'ok', 'the signature is right');
    return { answer: null, sender };
  }
  const { reason, note, status, headers } = reply;
  stages.end('authenticate', reason === null ? 'ok' : 'refused', note);
  const plan = planOf({ status, headers, body: Buffer.from(reply.body) });
  return { answer: { decidedBy: 'authenticate', reason, endpoint, plan }, sender };
}
