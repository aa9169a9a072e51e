const READS = new Set([
  'find',
  'findOne',
  'count',
  'countDocuments',
  'distinct',
  'getDBNames',
  'getCollectionNames',
]);

/** Whether an action changes nothing: an aggregation does where it ends in `$out` or `$merge`. */
export function onlyReads(action: string, args: Readonly<Record<string, unknown>>): boolean {
  if (action !== 'aggregate') return READS.has(action);
  const pipeline: unknown = args['pipeline'];
  const last: unknown = Array.isArray(pipeline) ? pipeline.at(-1) : undefined;
  return typeof last !== 'object' || last === null || !('$out' in last || '$merge' in last);
}
