// Answers a text message, and texts the shop about it.
exports = async function (payload) {
  await context.services.get('sms').send({ to: '+4915112345678', from: payload.To, body: `${payload.From}: ${payload.Body}` });
  return `Thank you, we read "${payload.Body}".`;
};
