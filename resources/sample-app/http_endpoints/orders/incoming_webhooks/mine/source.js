// The orders of whoever calls: sends email and password, an API key, or a token of the shop.
exports = async function () {
  const orders = context.services.get('mongodb-atlas').db('shop').collection('orders');
  return {
    user: context.user.id,
    type: context.user.type,
    name: context.user.custom_data.name || null,
    orders: await orders.count({ customer: context.user.data.email }),
  };
};
