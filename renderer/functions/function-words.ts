/** What there is to know about an app while a function of it is written. */
export interface FunctionScope {
  /** Kind of service the function answers for; '' for a named function. */
  serviceType: string;
  services: readonly { name: string; type: string; actions: readonly string[] }[];
  functions: readonly string[];
  values: readonly string[];
}

interface Word {
  label: string;
  detail: string;
}

const words = (pairs: Record<string, string>): Word[] =>
  Object.entries(pairs).map(([label, detail]) => ({ label, detail }));

const COLLECTION = words({
  find: '(query) cursor',
  findOne: '(query) document or null',
  insertOne: '(document) {insertedId}',
  insertMany: '(documents) {insertedIds}',
  updateOne: '(query, update, options)',
  updateMany: '(query, update, options)',
  deleteOne: '(query) {deletedCount}',
  deleteMany: '(query) {deletedCount}',
  findOneAndUpdate: '(query, update, options)',
  findOneAndDelete: '(query, options)',
  aggregate: '(pipeline) cursor',
  count: '(query) number',
  distinct: '(field, query) array',
  bulkWrite: '(operations)',
});

const HTTP = words({
  get: '({url, headers}) response',
  post: '({url, headers, body})',
  put: '({url, headers, body})',
  patch: '({url, headers, body})',
  delete: '({url, headers})',
  head: '({url, headers})',
});

const MEMBERS: Record<string, Word[]> = {
  context: words({
    services: '.get(name)',
    functions: '.execute(name, …)',
    values: '.get(name)',
    user: 'the user it runs as',
    request: 'the request, without its body',
    http: 'requests, without rules',
    environment: '{tag, values}',
    app: '{id, clientAppId, name, …}',
    runningAsSystem: '() boolean',
  }),
  'context.services': words({ get: '(name) client, or undefined' }),
  'context.functions': words({ execute: '(name, …arguments) what it returns' }),
  'context.values': words({ get: '(name) a fresh copy' }),
  'context.http': HTTP,
  'context.user': words({
    id: 'string',
    type: 'normal, server or system',
    data: 'object',
    custom_data: 'object',
    identities: 'array',
  }),
  'context.request': words({
    httpMethod: 'string',
    requestHeaders: 'name to array',
    rawQueryString: 'string',
    remoteIPAddress: 'string',
    httpUserAgent: 'string',
    httpReferrer: 'string',
    webhookUrl: 'string',
    service: 'string',
    action: 'string',
  }),
  'context.environment': words({ tag: 'string', values: 'object' }),
  'context.app': words({
    id: 'string',
    clientAppId: 'string',
    name: 'string',
    projectId: 'string',
  }),
  response: words({
    setStatusCode: '(200–599)',
    setBody: '(string or BSON.Binary)',
    setHeader: '(name, value) replaces',
    addHeader: '(name, value) adds',
  }),
  'payload.body': words({ text: '() string', toBase64: '() string', toHex: '() string' }),
  EJSON: words({ parse: '(text) value', stringify: '(value) canonical text' }),
  BSON: words({
    ObjectId: '(hex)',
    Binary: 'fromText, fromBase64, fromHex',
    Int32: '(number)',
    Long: '(low, high), fromString',
    Double: '(number)',
    Decimal128: 'fromString(text)',
    UUID: '(text)',
  }),
  utils: words({ crypto: 'hash, hmac, encrypt, sign', jwt: 'encode, decode' }),
  'utils.crypto': words({
    hmac: '(input, secret, hash, format) string',
    hash: '(hash, input) Binary',
    encrypt: '("aes", text, key) Binary',
    decrypt: '("aes", Binary, key) Binary',
    sign: '("rsa", message, key, scheme) Binary',
    verify: '("rsa", message, key, signature, scheme) boolean',
  }),
  'utils.jwt': words({
    encode: '(method, payload, secret, header) string',
    decode: '(token, key, returnHeader, methods)',
  }),
  console: words({ log: '', info: '', warn: '', error: '', debug: '' }),
};

const PAYLOADS: Record<string, Word[]> = {
  http: words({
    query: 'parameters as strings',
    headers: 'name to array',
    body: 'BSON.Binary, or undefined',
  }),
  twilio: words({
    From: 'number',
    To: 'number',
    Body: 'text',
    MessageSid: 'id',
    NumMedia: 'count',
  }),
  github: words({ action: 'string', repository: 'object', sender: 'object', commits: 'array' }),
};

const GLOBALS = words({
  context: 'the app, the user, the request',
  payload: 'what came in',
  response: 'the reply',
  EJSON: 'parse and stringify',
  BSON: 'types of MongoDB',
  utils: 'crypto and jwt',
  console: 'kept with the run',
  require: '(module)',
  exports: 'the function',
});

export interface FunctionSuggestion extends Word {
  from: number;
}

const matching = (list: readonly Word[], typed: string, from: number): FunctionSuggestion[] =>
  list
    .filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()))
    .map((word) => ({ ...word, from }));

const named = (names: readonly string[], detail: string): Word[] =>
  names.map((label) => ({ label, detail }));

/** Names inside the quotes of `context.services.get('…`, `execute('…` and `values.get('…`. */
function insideQuotes(before: string, scope: FunctionScope): FunctionSuggestion[] | null {
  const match =
    /context\.(services\.get|functions\.execute|values\.get)\(\s*(['"`])([^'"`]*)$/.exec(before);
  if (match === null) return null;
  const typed = match[3] ?? '';
  const from = before.length - typed.length;
  if (match[1] === 'services.get') {
    return matching(
      scope.services.map(({ name, type }) => ({ label: name, detail: type })),
      typed,
      from,
    );
  }
  if (match[1] === 'values.get') return matching(named(scope.values, 'value'), typed, from);
  return matching(named(scope.functions, 'function'), typed, from);
}

/** Actions of a client, right after `get('name').` or through a variable that holds one. */
function ofClient(before: string, scope: FunctionScope): FunctionSuggestion[] | null {
  const direct = /context\.services\.get\(\s*['"`]([^'"`]+)['"`]\s*\)\s*\.\s*([\w$]*)$/.exec(
    before,
  );
  if (direct !== null) return actionsOf(direct[1] ?? '', direct[2] ?? '', before, scope);
  const variable = /([\w$]+)\s*\.\s*([\w$]*)$/.exec(before);
  if (variable === null) return null;
  const [, name = '', typed = ''] = variable;
  const held = new RegExp(
    `\\b${name.replaceAll('$', '\\$')}\\s*=\\s*context\\.services\\.get\\(\\s*['"\`]([^'"\`]+)['"\`]\\s*\\)\\s*(?:;|\\n|$)`,
  ).exec(before);
  if (held !== null) return actionsOf(held[1] ?? '', typed, before, scope);
  const collection = new RegExp(`\\b${name.replaceAll('$', '\\$')}\\s*=[^;]*\\.collection\\(`).test(
    before,
  );
  return collection ? matching(COLLECTION, typed, before.length - typed.length) : null;
}

function actionsOf(
  name: string,
  typed: string,
  before: string,
  scope: FunctionScope,
): FunctionSuggestion[] {
  const service = scope.services.find((one) => one.name === name);
  const from = before.length - typed.length;
  if (service === undefined) return [];
  if (service.type === 'http') return matching(HTTP, typed, from);
  if (service.type === 'mongodb-atlas') return matching(words({ db: '(name)' }), typed, from);
  const actions = service.actions.map((action) => action.replace(/:\*$/, ''));
  return matching(named(actions, service.type), typed, from);
}

/** What could stand at the cursor of a function’s source. */
export function suggestCode(
  text: string,
  cursor: number,
  scope: FunctionScope,
): FunctionSuggestion[] {
  const before = text.slice(Math.max(0, cursor - 20_000), cursor);
  const shift = cursor - before.length;
  const found = suggest(before, scope);
  return found.map((one) => ({ ...one, from: one.from + shift }));
}

function suggest(before: string, scope: FunctionScope): FunctionSuggestion[] {
  const quoted = insideQuotes(before, scope);
  if (quoted !== null) return quoted;
  if (/\.db\(\s*['"`][^'"`]*['"`]\s*\)\s*\.[\w$]*$/.test(before)) {
    const typed = /[\w$]*$/.exec(before)?.[0] ?? '';
    return matching(
      words({ collection: '(name)', getCollectionNames: '()' }),
      typed,
      before.length - typed.length,
    );
  }
  if (/\.collection\(\s*['"`][^'"`]*['"`]\s*\)\s*\.\s*[\w$]*$/.test(before)) {
    const typed = /[\w$]*$/.exec(before)?.[0] ?? '';
    return matching(COLLECTION, typed, before.length - typed.length);
  }
  const client = ofClient(before, scope);
  if (client !== null && client.length > 0) return client;
  const member = /([A-Za-z_$][\w$]*(?:\.[\w$]+)*)\.([\w$]*)$/.exec(before);
  if (member !== null) {
    const [, object = '', typed = ''] = member;
    const list = object === 'payload' ? PAYLOADS[scope.serviceType] : own(MEMBERS, object);
    return matching(list ?? [], typed, before.length - typed.length);
  }
  const word = /[A-Za-z_$][\w$]*$/.exec(before)?.[0];
  if (word === undefined || word.length < 2 || /['"`]\w*$/.test(before)) return [];
  return matching(GLOBALS, word, before.length - word.length);
}

const own = (record: Record<string, Word[]>, key: string): Word[] | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
