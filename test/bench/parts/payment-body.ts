import { randomBytes } from 'node:crypto';

/**
 * The body of the `i`th event of a payment provider, some 700 bytes beside its random parts. One in 20,000
 * speaks of a zebra.
 *
 * @param random how many random bytes its note and its padding are made of
 */
export function paymentBody(i: number, random: { note: number; padding: number }): Buffer {
  return Buffer.from(
    JSON.stringify({
      id: `evt_${randomBytes(10).toString('hex')}`,
      type: i % 3 === 0 ? 'charge.succeeded' : 'invoice.paid',
      created: 1_790_000_000 + i,
      livemode: false,
      data: {
        object: {
          id: `ch_${randomBytes(10).toString('hex')}`,
          amount: i % 10_007,
          currency: i % 2 === 0 ? 'eur' : 'usd',
          customer: `cus_${i % 5000}`,
          description: i % 20_000 === 77 ? 'A zebra crossed the road' : 'Payment for an order',
          metadata: { order: `order-${i}`, note: randomBytes(random.note).toString('hex') },
          lines: [1, 2, 3].map((n) => ({
            sku: `sku-${(i * n) % 900}`,
            quantity: n,
            price: n * 100,
          })),
        },
      },
      request: { id: `req_${randomBytes(8).toString('hex')}`, idempotency_key: null },
      padding: randomBytes(random.padding).toString('base64'),
    }),
  );
}
