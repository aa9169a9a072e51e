import type {
  CollectionRole,
  CollectionRule,
  FieldRule,
  Service,
} from '../../../../preload/contract/app-model.ts';
import { type AppFiles, type Fields, fieldsOf, readJson, stringOf } from '../app-files.ts';
import type { Reporter } from '../report.ts';

const MONGO = new Set(['mongodb-atlas', 'mongodb']);

/**
 * Rules of collections, of both layouts: `rules/<name>.json` with the names inside, and
 * `<database>/<collection>/rules.json`. Schemas and relationships are kept, and not enforced.
 */
export function readCollectionRules(
  files: AppFiles,
  services: readonly Service[],
  reporter: Reporter,
): CollectionRule[] {
  const rules: CollectionRule[] = [];
  for (const { name, type, directory } of services) {
    if (!MONGO.has(type)) continue;
    for (const path of files.keys()) {
      const found = whereOf(path, directory);
      if (found === null) continue;
      if (found.kind === 'kept') {
        reporter.say('unsupported', path, 'kept, not enforced');
        continue;
      }
      const read = readJson(files, path);
      if (read.kind === 'broken') reporter.say('failed', path, read.message);
      if (read.kind !== 'json') continue;
      const fields = fieldsOf(read.file.value);
      const database = stringOf(fields.database, found.database);
      const collection = stringOf(fields.collection, found.collection);
      const isDefault = found.kind === 'default';
      const roles = listOf(fields.roles).map(roleOf);
      rules.push({
        service: name,
        database: isDefault ? '' : database,
        collection: isDefault ? '' : collection,
        roles,
        filters: listOf(fields.filters).map((filter) => ({
          name: stringOf(filter.name),
          applyWhen: textOf(filter.apply_when),
          query: textOf(filter.query),
          projection: textOf(filter.projection),
        })),
      });
      const what = isDefault ? `all other collections of ${name}` : `${database}.${collection}`;
      if (roles.length > 0) reporter.say('imported', path, `rules of ${what}`);
      else
        reporter.say('warning', path, `The rules of ${what} have no role: users may do nothing.`);
    }
  }
  return rules;
}

interface Where {
  kind: 'rules' | 'default' | 'kept';
  database: string;
  collection: string;
}

function whereOf(path: string, directory: string): Where | null {
  if (!path.startsWith(`${directory}/`) || !path.endsWith('.json')) return null;
  const parts = path.slice(directory.length + 1).split('/');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1 && first === 'default_rule.json')
    return { kind: 'default', database: '', collection: '' };
  if (parts.length === 2 && first === 'rules')
    return { kind: 'rules', database: '', collection: '' };
  if (parts.length !== 3) return null;
  if (third === 'rules.json') return { kind: 'rules', database: first, collection: second };
  if (third === 'schema.json' || third === 'relationships.json')
    return { kind: 'kept', database: first, collection: second };
  return null;
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** Text of an expression; '' where there is none. */
const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : JSON.stringify(value);

function roleOf(fields: Fields): CollectionRole {
  return {
    name: stringOf(fields.name),
    applyWhen: textOf(fields.apply_when),
    read: textOf(fields.read),
    write: textOf(fields.write),
    insert: textOf(fields.insert),
    delete: textOf(fields.delete),
    fields: fieldRulesOf(fields.fields),
    additionalFields: fieldRuleOf(fieldsOf(fields.additional_fields)),
  };
}

function fieldRuleOf(fields: Fields): FieldRule {
  return {
    read: textOf(fields.read),
    write: textOf(fields.write),
    fields: fieldRulesOf(fields.fields),
  };
}

/** A field may be called `__proto__`: the table has no other names than these. */
function fieldRulesOf(value: unknown): Record<string, FieldRule> {
  const entries = Object.entries(fieldsOf(value)).map(
    ([name, rule]) => [name, fieldRuleOf(fieldsOf(rule))] as const,
  );
  return Object.fromEntries(entries);
}
