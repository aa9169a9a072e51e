// Writes a line into the audit log. Runs as system, whoever calls it.
exports = async function (what, details) {
  const log = context.services.get('mongodb-atlas').db('shop').collection('audit');
  await log.insertOne({ what, details, by: context.user.id, system: context.runningAsSystem(), at: new Date() });
};
