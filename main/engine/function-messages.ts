import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Deliver } from '../apps/services/deliveries-action.ts';

/** How functions put messages into the queue of outgoing webhooks, with the answer that they get. */
export const sendingBy =
  ({ surface }: Deliveries): Deliver =>
  async ({ body, ...call }) => {
    const bodyBase64 = body.toString('base64');
    const sent = await surface.send({ ...call, bodyBase64, origin: 'function' });
    return {
      messageId: sent.messageId,
      deliveries: sent.deliveries.map(({ id, destinationName }) => ({
        id,
        destination: destinationName,
      })),
    };
  };
