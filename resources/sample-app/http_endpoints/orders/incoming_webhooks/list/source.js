// Lists orders: ?status=placed&limit=10
exports = function ({ query }) {
  const filter = query.status ? { status: query.status } : {};
  return context.services
    .get('mongodb-atlas')
    .db('shop')
    .collection('orders')
    .find(filter)
    .sort({ placedAt: -1 })
    .limit(Number(query.limit || 10));
};
