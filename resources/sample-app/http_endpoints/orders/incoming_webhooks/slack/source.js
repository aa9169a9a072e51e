// A slash command: Slack sends a form, whose fields stand in payload.query.
exports = function ({ query, body }, response) {
  response.setHeader('Content-Type', 'application/json');
  response.setBody(JSON.stringify({ text: `${query.command} ${query.text} (${body.text().length} bytes)` }));
};
