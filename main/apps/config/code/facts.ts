import { type AnyNode, type CallExpression, type Expression, parse, type Super } from 'acorn';

/** What a source asks for. `line` is 1-based. */
export interface Fact {
  kind:
    | 'syntax'
    | 'too-long'
    | 'package'
    | 'service'
    | 'value'
    | 'function'
    | 'action'
    | 'operator'
    | 'asked-operator'
    | 'session'
    | 'read-at-once'
    | 'not-a-constructor';
  /** The package, service and so on; the message of a syntax error. */
  name: string;
  /** Of an action: the service it is called on. */
  service?: string;
  line: number;
}

/** A parse is not interrupted: this much takes some 20 ms. Functions are rarely a tenth of it. */
const MAX_SOURCE = 256_000;
const MAX_FACTS = 500;

/** Calls that gave their value at once in 2017, and give a promise now. */
const PROMISED = new Set(['toArray', 'findOne', 'insertOne', 'updateOne', 'deleteOne', 'next']);
const OF_PROMISES = new Set(['then', 'catch', 'finally']);

/**
 * Reads what a function asks for, from its syntax: nothing is run. Sources are hostile and often
 * broken: whatever they are, this gives facts, at most 500.
 */
export function factsOf(source: string): Fact[] {
  if (source.length > MAX_SOURCE) return [{ kind: 'too-long', name: '', line: 1 }];
  let root: AnyNode;
  try {
    root = parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      allowHashBang: true,
    });
  } catch (error) {
    return [syntaxError(error)];
  }
  const starts = lineStarts(source);
  const facts: Fact[] = [];
  const say = (kind: Fact['kind'], name: string, node: AnyNode | Super, service?: string): void => {
    if (facts.length >= MAX_FACTS) return;
    facts.push({
      kind,
      name: name.slice(0, 200),
      line: lineOf(starts, node.start),
      ...(service !== undefined && { service }),
    });
  };
  const services = new Map<string, string>();
  const promised = new Map<
    string,
    { name: string; node: AnyNode; used: boolean; awaited: boolean }
  >();
  // Two passes: names are used above the line that gives them, too.
  const asked = new Set<AnyNode>();
  for (const [node, parent] of nodesOf(root)) {
    noteNames(node, services, promised);
    noteAsked(node, parent, asked);
  }
  for (const [node, parent] of nodesOf(root)) {
    if (node.type === 'CallExpression') onCall(node, parent, services, say);
    else if (node.type === 'NewExpression') {
      const path = pathOf(node.callee);
      if (path[0] === 'Promise' && path.length === 2)
        say('not-a-constructor', path.join('.'), node);
    } else if (node.type === 'Property') {
      const name = nameOf(node);
      if (name.startsWith('$')) say(asked.has(node) ? 'asked-operator' : 'operator', name, node);
    } else if (node.type === 'MemberExpression' && isTarget(node, parent)) {
      const name = nameOf({ computed: node.computed, key: node.property });
      if (name.startsWith('$')) say('operator', name, node);
    } else if (node.type === 'Identifier') noteUse(node, parent, promised);
  }
  for (const { name, node, used, awaited } of promised.values())
    if (used && !awaited) say('read-at-once', name, node);
  return facts.sort((a, b) => a.line - b.line);
}

/** Methods of sessions and transactions. */
const SESSIONS = new Set(['startSession', 'withSession', 'withTransaction', 'startTransaction']);

/** Methods of a collection that take queries, updates or pipelines. */
const ASKING = new Set(
  (
    'find findOne findOneAndUpdate findOneAndReplace findOneAndDelete updateOne updateMany ' +
    'replaceOne deleteOne deleteMany aggregate count countDocuments distinct bulkWrite'
  ).split(' '),
);

/** Parts of the arguments of such a method, as they are written in the call. Parents come first. */
function noteAsked(node: AnyNode, parent: AnyNode | undefined, asked: Set<AnyNode>): void {
  if (parent === undefined) return;
  if (parent.type === 'CallExpression') {
    const { callee } = parent;
    const isAsking =
      callee !== node && callee.type === 'MemberExpression' && ASKING.has(keyOf(callee.property));
    if (isAsking) asked.add(node);
  } else if (asked.has(parent) && LITERALS.has(parent.type)) asked.add(node);
}

const LITERALS = new Set(['ObjectExpression', 'ArrayExpression', 'Property', 'SpreadElement']);

/** The name of a field, also where it is written `['name']`. */
function nameOf({ computed, key }: { computed: boolean; key: AnyNode }): string {
  return computed && key.type !== 'Literal' ? '' : keyOf(key);
}

/** Whether a field is set: `query.$where = …`. */
const isTarget = (node: AnyNode, parent: AnyNode | undefined): boolean =>
  parent?.type === 'AssignmentExpression' && parent.left === node;

type Say = (kind: Fact['kind'], name: string, node: AnyNode, service?: string) => void;

function onCall(
  node: CallExpression,
  parent: AnyNode | undefined,
  services: ReadonlyMap<string, string>,
  say: Say,
): void {
  const path = pathOf(node.callee);
  const [first] = node.arguments;
  const name = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : '';
  const called = path.join('.');
  if (name !== '' && called === 'require') say('package', name, node);
  if (name !== '' && called === 'context.services.get') say('service', name, node);
  if (name !== '' && called === 'context.values.get') say('value', name, node);
  if (name !== '' && called === 'context.functions.execute') say('function', name, node);
  if (node.callee.type !== 'MemberExpression') return;
  const method = node.callee.computed ? '' : keyOf(node.callee.property);
  const service = serviceOf(node.callee.object, services);
  if (SESSIONS.has(method)) say('session', method, node);
  else if (service !== undefined && method !== '') say('action', method, node, service);
  const readsIt =
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    !(OF_PROMISES.has(keyOf(parent.property)) && !parent.computed);
  if (PROMISED.has(method) && readsIt) say('read-at-once', method, node);
}

/** The service that an expression is the client of, where the source says so by name. */
function serviceOf(
  node: Expression | Super,
  services: ReadonlyMap<string, string>,
): string | undefined {
  if (node.type === 'Identifier') return services.get(node.name);
  if (node.type !== 'CallExpression') return undefined;
  return serviceCalled(node);
}

function serviceCalled(node: CallExpression): string | undefined {
  const [first] = node.arguments;
  if (pathOf(node.callee).join('.') !== 'context.services.get') return undefined;
  return first?.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
}

/** Names that stand for a service, or for what a promise gives. */
function noteNames(
  node: AnyNode,
  services: Map<string, string>,
  promised: Map<string, { name: string; node: AnyNode; used: boolean; awaited: boolean }>,
): void {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return;
  const { init } = node;
  if (init?.type !== 'CallExpression') return;
  const service = serviceCalled(init);
  if (service !== undefined) services.set(node.id.name, service);
  if (init.callee.type !== 'MemberExpression' || init.callee.computed) return;
  const method = keyOf(init.callee.property);
  if (!PROMISED.has(method) || method === 'next') return;
  const seen = promised.get(node.id.name);
  // The same name twice may be either: nothing is said of it.
  promised.set(node.id.name, {
    name: method,
    node: init,
    used: false,
    awaited: seen !== undefined,
  });
}

const OF_RESULTS = new Set([
  'length',
  'forEach',
  'map',
  'filter',
  'reduce',
  'sort',
  'slice',
  'find',
]);

function noteUse(
  node: Extract<AnyNode, { type: 'Identifier' }>,
  parent: AnyNode | undefined,
  promised: Map<string, { used: boolean; awaited: boolean }>,
): void {
  const known = promised.get(node.name);
  if (known === undefined || parent === undefined) return;
  if (parent.type === 'VariableDeclarator' && parent.id === node) return;
  if (parent.type === 'MemberExpression' && parent.object === node) {
    const name = parent.computed ? '' : keyOf(parent.property);
    if (OF_PROMISES.has(name)) known.awaited = true;
    else if (parent.computed || OF_RESULTS.has(name)) known.used = true;
    return;
  }
  // Awaited, returned, handed on: what becomes of it is not seen from here.
  known.awaited = true;
}

/** `a.b.c` as its names; empty for anything else. */
function pathOf(node: AnyNode): string[] {
  const out: string[] = [];
  let at = node;
  while (at.type === 'MemberExpression' && !at.computed) {
    out.unshift(keyOf(at.property));
    at = at.object;
  }
  return at.type === 'Identifier' ? [at.name, ...out] : [];
}

function keyOf(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}

/** Every node with the one around it. Not recursive: the depth of a source is its author's choice. */
function* nodesOf(root: AnyNode): Generator<[node: AnyNode, parent: AnyNode | undefined]> {
  const open: [AnyNode, AnyNode | undefined][] = [[root, undefined]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    const [node] = next;
    for (const value of Object.values(node) as unknown[]) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
        if (isNode(child)) open.push([child, node]);
    }
  }
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

function syntaxError(error: unknown): Fact {
  const message = error instanceof Error ? error.message : String(error);
  const loc = error instanceof SyntaxError && 'loc' in error ? error.loc : undefined;
  const line =
    typeof loc === 'object' && loc !== null && 'line' in loc && typeof loc.line === 'number'
      ? loc.line
      : 1;
  // Too deep for the parser is too deep for the sandbox, too.
  const words = error instanceof RangeError ? 'nested too deeply' : message;
  return { kind: 'syntax', name: words.replace(/ \(\d+:\d+\)$/, '').slice(0, 200), line };
}

function lineStarts(source: string): number[] {
  const out = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) out.push(at + 1);
  return out;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
