import { likeText } from '../../lib/like.ts';
import type { DeliveryCondition, TextPattern } from '../../../preload/rules/delivery-search.ts';

export type Params = Record<string, string | number>;

/** Ids of the destinations whose name, or id, fits a pattern. */
export type FindDestinations = (patterns: readonly TextPattern[]) => readonly string[];

/** Conditions as SQL on `deliveries d`: ` AND …` for each, with its values as parameters. */
export function sqlOfSearch(
  conditions: readonly DeliveryCondition[],
  find: FindDestinations,
): { where: string; params: Params } {
  const params: Params = {};
  let count = 0;
  const bind = (value: string | number): string => {
    count += 1;
    params[`s${count}`] = value;
    return `:s${count}`;
  };
  const parts = conditions.map((condition) => {
    const sql = sqlOf(condition, bind, find);
    // NULL is no answer: what has no status is not one of 2xx.
    return condition.not ? ` AND NOT coalesce(${sql}, FALSE)` : ` AND ${sql}`;
  });
  return { where: parts.join(''), params };
}

type Bind = (value: string | number) => string;

function sqlOf(condition: DeliveryCondition, bind: Bind, find: FindDestinations): string {
  switch (condition.field) {
    case 'state': {
      const [only] = condition.states;
      // A single state has an index with the order of the list; of several it would have to be sorted.
      if (condition.states.length === 1 && only !== undefined && !condition.not) {
        return `d.state = ${bind(only)}`;
      }
      return `+d.state IN (${condition.states.map(bind).join(', ')})`;
    }
    case 'destination': {
      const ids = find(condition.patterns);
      return ids.length === 0 ? 'FALSE' : `+d.destination_id IN (${ids.map(bind).join(', ')})`;
    }
    case 'event':
      return anyOf(condition.patterns, (one) =>
        one === null ? 'd.event_type IS NULL' : likeOf('d.event_type', one, bind),
      );
    case 'status':
      return anyOf(condition.ranges, (one) =>
        one === null
          ? '(d.last_status IS NULL AND d.attempts > 0)'
          : `d.last_status BETWEEN ${bind(one.from)} AND ${bind(one.to)}`,
      );
    case 'since':
      return `d.created_at >= ${bind(condition.at)}`;
    case 'until':
      return `d.created_at < ${bind(condition.at)}`;
    case 'words': {
      const like = bind(`%${likeText(condition.text)}%`);
      const columns = ['d.event_type', 'd.message_id', 'd.reason'];
      return anyOf(columns, (column) => `${column} LIKE ${like} ESCAPE '\\'`);
    }
  }
}

const anyOf = <T>(values: readonly T[], sql: (value: T) => string): string =>
  `(${values.map(sql).join(' OR ')})`;

function likeOf(column: string, { text, exact }: TextPattern, bind: Bind): string {
  if (exact) return `${column} = ${bind(text)}`;
  const stars = text.includes('*');
  const pattern = likeText(text).replaceAll('*', '%');
  return `${column} LIKE ${bind(stars ? pattern : `%${pattern}%`)} ESCAPE '\\'`;
}

/** Whether a text fits a pattern, regardless of case. */
export function fitsPattern(value: string, { text, exact }: TextPattern): boolean {
  const [held, wanted] = [value.toLowerCase(), text.toLowerCase()];
  if (exact) return held === wanted;
  if (!wanted.includes('*')) return held.includes(wanted);
  const source = wanted.split('*').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 's').test(held);
}
