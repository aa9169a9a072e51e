// Asks a supplier over HTTP, as an application user: rules decide which host may be called.
exports = async function ({ query }) {
  const http = context.services.get('orders');
  const answer = await http.get({
    url: query.url,
    headers: { Authorization: [`Bearer ${context.values.get('supplierToken')}`] },
  });
  return { status: answer.statusCode, body: answer.body.text() };
};
