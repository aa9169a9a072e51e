import { jsonSample } from './sample.ts';

/** Shops and payments. */
export const PAYMENT_SAMPLES = [
  jsonSample('stripe', 'invoice.paid', ({ short, seconds }) => ({
    id: `evt_${short}`,
    object: 'event',
    api_version: '2026-09-30',
    created: seconds,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'invoice.paid',
    data: {
      object: {
        id: `in_${short}`,
        object: 'invoice',
        amount_due: 4200,
        amount_paid: 4200,
        currency: 'eur',
        customer: `cus_${short.slice(0, 6)}`,
        customer_email: 'ada@example.com',
        number: 'BS-0042',
        status: 'paid',
        lines: { object: 'list', data: [{ description: 'Needle set × 2', amount: 4200 }] },
      },
    },
  })),
  jsonSample(
    'shopify',
    'orders/create',
    ({ seconds, now }) => ({
      id: 5_200_000_000_000 + (seconds % 1_000_000),
      name: '#1042',
      email: 'ada@example.com',
      created_at: now.toISOString(),
      currency: 'EUR',
      total_price: '64.50',
      financial_status: 'paid',
      line_items: [
        { id: 1, title: 'Red thread', sku: 'thread-red', quantity: 3, price: '4.50' },
        { id: 2, title: 'Needle set', sku: 'needle-set', quantity: 1, price: '51.00' },
      ],
      customer: { first_name: 'Ada', last_name: 'Sample' },
    }),
    ({ uuid }) => [
      ['X-Shopify-Topic', 'orders/create'],
      ['X-Shopify-Shop-Domain', 'sample-haberdashery.myshopify.example'],
      ['X-Shopify-Webhook-Id', uuid],
      ['X-Shopify-API-Version', '2026-10'],
    ],
  ),
  jsonSample('square', 'payment.updated', ({ uuid, now, short }) => ({
    merchant_id: 'SAMPLEMERCHANT',
    type: 'payment.updated',
    event_id: uuid,
    created_at: now.toISOString(),
    data: {
      type: 'payment',
      id: short,
      object: {
        payment: {
          id: short,
          status: 'COMPLETED',
          amount_money: { amount: 1250, currency: 'USD' },
        },
      },
    },
  })),
  jsonSample('paddle', 'transaction.completed', ({ short, now }) => ({
    event_id: `evt_${short}`,
    event_type: 'transaction.completed',
    occurred_at: now.toISOString(),
    notification_id: `ntf_${short}`,
    data: {
      id: `txn_${short}`,
      status: 'completed',
      currency_code: 'EUR',
      details: { totals: { subtotal: '1800', tax: '342', total: '2142' } },
    },
  })),
  jsonSample('adyen', 'AUTHORISATION', ({ seconds, now }) => ({
    live: 'false',
    notificationItems: [
      {
        NotificationRequestItem: {
          additionalData: { hmacSignature: '' },
          amount: { currency: 'EUR', value: 1130 },
          eventCode: 'AUTHORISATION',
          eventDate: now.toISOString(),
          merchantAccountCode: 'SampleMerchant',
          merchantReference: 'order-1042',
          pspReference: `99${seconds}`,
          success: 'true',
        },
      },
    ],
  })),
  jsonSample('standard-webhooks', 'order.paid', ({ now, short }) => ({
    type: 'order.paid',
    timestamp: now.toISOString(),
    data: { id: `ord_${short}`, number: 1042, total: 64.5, currency: 'EUR' },
  })),
];
