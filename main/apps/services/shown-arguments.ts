import { type Fields, fieldsOf } from './ejson.ts';

const HIDDEN = '***';
const SECRET_NAME =
  /authorization|cookie|secret|token|passw|passphrase|api-?_?key|access-?_?key|signature|credential|^key$|^sig$|^code$/i;
// Inside inputs of AWS a `Key` names an object, and a `NextToken` a page.
const SECRET_MEMBER = /secret|passw|SSECustomerKey$|SecurityToken|PrivateKey|AuthToken/i;

/**
 * The arguments of an action as people may see them, as EJSON text: what tells who one is is cut
 * out. Bodies stay: they are what one looks for.
 *
 * @param args EJSON text.
 */
export function shownArguments(type: string, args: string): string {
  if (args === '') return '{}';
  if (type === 'http') return JSON.stringify(shownHttp(fieldsOf(JSON.parse(args))));
  if (type.startsWith('aws')) return JSON.stringify(withoutMembers(JSON.parse(args)));
  return args;
}

function shownHttp(args: Fields): Fields {
  const fields: Fields = { ...args };
  if (fields.password !== undefined) fields.password = HIDDEN;
  for (const name of ['headers', 'query', 'form']) {
    if (fields[name] !== undefined) fields[name] = hide(fields[name], SECRET_NAME);
  }
  if (fields.cookies !== undefined) fields.cookies = hide(fields.cookies, /^/);
  for (const name of ['url', 'authUrl']) {
    const value = fields[name];
    if (typeof value === 'string') fields[name] = shownUrl(value);
  }
  return fields;
}

const hide = (value: unknown, names: RegExp): Fields =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([name, inner]) => [
      name,
      names.test(name) ? HIDDEN : inner,
    ]),
  );

function shownUrl(text: string): string {
  const url = URL.parse(text);
  // What cannot be read may hold anything before its @.
  if (url === null) return text.replace(/\/\/[^/]*@/, `//${HIDDEN}@`);
  if (url.username === '' && url.password === '' && url.search === '') return text;
  if (url.username !== '' || url.password !== '') {
    url.username = HIDDEN;
    url.password = '';
  }
  for (const name of new Set(url.searchParams.keys())) {
    if (SECRET_NAME.test(name)) url.searchParams.set(name, HIDDEN);
  }
  return url.href;
}

function withoutMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_MEMBER.test(name) ? HIDDEN : withoutMembers(inner),
    ]),
  );
}
