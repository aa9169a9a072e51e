// Cancels an order: DELETE ?id=…&secret=…
exports = async function ({ query }) {
  const orders = context.services.get('mongodb-atlas').db('shop').collection('orders');
  const { modifiedCount } = await orders.updateOne(
    { _id: BSON.ObjectId(query.id), status: 'placed' },
    { $set: { status: 'canceled', canceledAt: new Date() } },
  );
  return { canceled: modifiedCount };
};
