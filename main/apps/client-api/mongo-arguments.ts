import { isFields, type Fields } from './fields.ts';
import { CallRefused } from './refusal.ts';

/** Actions of a collection that client applications may call. */
const ACTIONS: ReadonlySet<string> = new Set([
  'find',
  'findOne',
  'aggregate',
  'count',
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
]);

/** What libraries put beside the query, and the store wants among the options. */
const OPTIONS = ['sort', 'upsert', 'returnNewDocument', 'arrayFilters', 'limit', 'skip', 'ordered'];

/** What of a call the store needs, in its own words. All of it is canonical EJSON. */
export interface CollectionCall {
  database: string;
  collection: string;
  args: Fields;
}

/**
 * The one document that a call of a collection is handed, as the libraries write it: `filter` and
 * `query`, `project` and `projection` mean the same.
 *
 * @param args canonical EJSON of the list of arguments
 * @throws CallRefused MissingParameter, InvalidParameter, ArgumentsNotAllowed, ServiceCommandNotFound
 */
export function readCollectionCall(action: string, args: string): CollectionCall {
  if (!ACTIONS.has(action) && action !== 'watch')
    throw new CallRefused('ServiceCommandNotFound', `a collection has no action '${action}'`);
  const list = JSON.parse(args) as unknown[];
  const [given] = list;
  if (given === undefined)
    throw new CallRefused('MissingParameter', `'${action}' needs one document as its argument`);
  if (list.length > 1)
    throw new CallRefused('ArgumentsNotAllowed', `'${action}' takes one document as its argument`);
  if (!isFields(given))
    throw new CallRefused('InvalidParameter', `the argument of '${action}' has to be a document`);
  const named = (name: string): string => {
    const value = given[name];
    if (value === undefined || value === '')
      throw new CallRefused('MissingParameter', `missing parameter '${name}'`);
    if (typeof value !== 'string')
      throw new CallRefused('InvalidParameter', `parameter '${name}' has to be a string`);
    return value;
  };
  const database = named('database');
  const collection = named('collection');
  return { database, collection, args: { database, collection, ...rearranged(action, given) } };
}

function rearranged(action: string, given: Fields): Fields {
  const { filter, query = filter, project, projection = project } = given;
  const options: Fields = {};
  for (const name of OPTIONS) if (given[name] !== undefined) options[name] = given[name];
  if (projection !== undefined) options.projection = projection;
  const rest = pick(given, ['document', 'documents', 'pipeline', 'ids', 'useCompactEvents']);
  if (action === 'watch') return { ...rest, ...(filter !== undefined && { filter }) };
  if (query !== undefined) rest.query = query;
  const { update, replacement = update } = given;
  if (action === 'findOneAndReplace') rest.replacement = replacement;
  else if (update !== undefined) rest.update = update;
  // Numbers of a page stand beside the query there.
  const page =
    action === 'find' || action === 'aggregate' ? pick(given, ['limit', 'skip', 'sort']) : {};
  const shown = projection === undefined ? {} : { projection };
  return { ...rest, ...page, ...shown, options };
}

function pick(fields: Fields, names: readonly string[]): Fields {
  const found: Fields = {};
  for (const name of names) if (fields[name] !== undefined) found[name] = fields[name];
  return found;
}
