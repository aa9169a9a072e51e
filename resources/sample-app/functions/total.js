// Answers the HTTPS endpoint POST /orders/total.
exports = async function ({ body }) {
  const { lines } = JSON.parse(body.text());
  const total = context.functions.execute('priceOf', lines);
  return { total, currency: context.environment.values.currency, at: new Date(0) };
};
