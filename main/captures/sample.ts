import { BackstitchError } from '../lib/errors.ts';

/** A webhook of our own making, in the manner of a shop. */
function sampleEvent(nowMs: number) {
  return {
    id: `evt_${nowMs.toString(36)}`,
    type: 'order.paid',
    created: Math.floor(nowMs / 1000),
    data: {
      order: {
        number: 1042,
        currency: 'EUR',
        total: 64.5,
        items: [
          { sku: 'thread-red', quantity: 3, price: 4.5 },
          { sku: 'needle-set', quantity: 1, price: 51 },
        ],
        customer: { name: 'Ada Sample', email: 'ada@example.com' },
      },
    },
  };
}

/** Sends a sample request to the intake over HTTP, as a provider would. */
export async function sendSample(intakeUrl: string, nowMs: number): Promise<{ status: number }> {
  const event = sampleEvent(nowMs);
  const reply = await fetch(`${intakeUrl}/sample/orders?source=backstitch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Backstitch-Sample/1.0',
      'x-event-type': event.type,
    },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new BackstitchError('STORE_UNAVAILABLE', 'The sample did not reach the intake.', {
      cause,
    });
  });
  await reply.arrayBuffer();
  return { status: reply.status };
}
