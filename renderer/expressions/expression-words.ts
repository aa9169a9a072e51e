/** Where an expression stands, and so what it may refer to. */
export type ExpressionPlace = 'service-rule' | 'webhook' | 'function';

interface Word {
  text: string;
  detail: string;
  /** Only there. */
  in?: ExpressionPlace;
}

const EXPANSIONS: readonly Word[] = [
  { text: '%%user.id', detail: 'id of the user who runs' },
  { text: '%%user.type', detail: 'normal, server or system' },
  { text: '%%user.data.email', detail: 'a field of the user’s data' },
  { text: '%%user.custom_data', detail: 'document of custom user data' },
  { text: '%%request.httpMethod', detail: 'GET, POST, …' },
  { text: '%%request.requestHeaders', detail: 'headers, case ignored' },
  { text: '%%request.remoteIPAddress', detail: 'who sent it' },
  { text: '%%request.rawQueryString', detail: 'the query, without the secret' },
  { text: '%%values', detail: 'a value of the app' },
  { text: '%%environment.tag', detail: 'development, testing, qa, production' },
  { text: '%%environment.values', detail: 'a value of the environment' },
  { text: '%%args', detail: 'arguments of the action', in: 'service-rule' },
  { text: '%%args.url.host', detail: 'host that an HTTP action calls', in: 'service-rule' },
  { text: '%%true', detail: 'true' },
  { text: '%%false', detail: 'false' },
];

const OPERATORS: readonly Word[] = [
  { text: '%and', detail: 'all of a list are true' },
  { text: '%or', detail: 'one of a list is true' },
  { text: '%nor', detail: 'none of a list is true' },
  { text: '%not', detail: 'is false' },
  { text: '%eq', detail: 'is' },
  { text: '%ne', detail: 'is not' },
  { text: '%gt', detail: 'is more than' },
  { text: '%gte', detail: 'is at least' },
  { text: '%lt', detail: 'is less than' },
  { text: '%lte', detail: 'is at most' },
  { text: '%in', detail: 'is one of' },
  { text: '%nin', detail: 'is none of' },
  { text: '%exists', detail: 'exists' },
  { text: '%regex', detail: 'matches a pattern' },
  { text: '%size', detail: 'has this many elements' },
  { text: '%function', detail: 'what a function returns: {"name": …, "arguments": […]}' },
  { text: '%stringToOid', detail: 'text as an ObjectId' },
  { text: '%oidToString', detail: 'ObjectId as text' },
];

export interface WordSuggestion {
  label: string;
  detail: string;
  from: number;
}

/** What could stand at the cursor of an expression: the word begins at its first `%` or `$`. */
export function suggestWords(
  text: string,
  cursor: number,
  place: ExpressionPlace,
): WordSuggestion[] {
  const match = /[%$][\w%.$-]*$/.exec(text.slice(0, cursor));
  if (match === null) return [];
  const typed = match[0].replace(/^\$/, '%').toLowerCase();
  const from = cursor - match[0].length;
  return [...EXPANSIONS, ...OPERATORS]
    .filter((word) => word.in === undefined || word.in === place)
    .filter((word) => word.text.toLowerCase().startsWith(typed))
    .map(({ text: label, detail }) => ({ label, detail, from }));
}
