import type { DocumentOrder } from './processes/worker-protocol.ts';

const READS = new Set([
  'find',
  'findOne',
  'count',
  'countDocuments',
  'distinct',
  'explain',
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

/** Whether an action finds out everything before it writes anything. */
export function looksUpFirst(action: string): boolean {
  return !['insertOne', 'insertMany', 'bulkWrite'].includes(action);
}

/** The app whose file an order may write to; undefined for one that only reads. */
export function writesTo(order: DocumentOrder): string | undefined {
  if (order.kind === 'save' || order.kind === 'remove') return order.appId;
  if (order.kind === 'import' || order.kind === 'forget') return order.appId;
  if (order.kind !== 'action') return undefined;
  // A dry run writes to its own memory.
  if (order.session !== '' || READS.has(order.action)) return undefined;
  // Not parsed for it: one too many waits in line, which is harmless.
  if (order.action === 'aggregate' && !/\$(?:out|merge)|\\u/.test(order.args)) return undefined;
  return order.appId;
}

/** Whether an order may compute for long between two of its writes, with the file locked. */
export function mayHoldTheLock(order: DocumentOrder): boolean {
  if (order.kind !== 'action' || writesTo(order) === undefined) return false;
  const isMixed = order.action === 'bulkWrite' || order.action === 'aggregate';
  return isMixed && /\$reg|\$expr|\\u/.test(order.args);
}
