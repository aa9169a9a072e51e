// Takes an order. The sender signs the body: X-Hook-Signature: sha256=<hmac>.
exports = async function (payload, response) {
  const order = JSON.parse(payload.body.text());
  const total = context.functions.execute('priceOf', order.lines);
  const orders = context.services.get('mongodb-atlas').db('shop').collection('orders');
  const { insertedId } = await orders.insertOne({
    customer: order.customer,
    lines: order.lines.map(({ item, count }) => ({ item, count: BSON.Int32(count) })),
    total: BSON.Double(total),
    status: 'placed',
    placedAt: new Date(),
  });
  context.functions.execute('audit/record', 'order placed', { insertedId });
  console.log('order', insertedId, 'of', order.customer, 'for', total);
  response.setStatusCode(201);
  response.setHeader('Content-Type', 'application/json');
  response.setBody(JSON.stringify({ id: insertedId, total, currency: context.environment.values.currency }));
};
