// GitHub's push event: the payload is the event itself.
exports = async function (payload) {
  const event = context.request.requestHeaders['X-Github-Event'];
  const commits = (payload.commits || []).map((commit) => commit.message);
  await context.services.get('mongodb-atlas').db('shop').collection('pushes').insertOne({ event, commits });
  return { event: event[0], commits: commits.length };
};
