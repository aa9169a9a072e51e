import type { ExplainNode } from '../../preload/contract/apps/function-runs.ts';
import { convert } from './conversions.ts';
import { applyOperator, BadOperand, isValueOperator } from './operators.ts';
import { type Json, parseExpression, plain } from './parse.ts';
import { expand, type ExpressionScope, readPlain, type Expanded } from './scope.ts';
import { looseEqual, MISSING, show } from './values.ts';

export interface Verdict {
  verdict: boolean;
  explain: ExplainNode;
  warnings: string[];
}

const LOGIC = new Set(['and', 'or', 'nor', 'not']);
const SECRET = 'a Secret';

/** Name of an operator without its sign; undefined for any other name. */
export function operatorName(name: string): string | undefined {
  return /^[%$][a-zA-Z]+$/.test(name) ? name.slice(1) : undefined;
}

/**
 * Evaluates the text of an expression. Never throws: what cannot be decided is false, and the
 * explanation says why. Fields are taken in their order and the first false ends it, so that
 * functions that are not needed are not called.
 */
export async function evaluateText(text: string, scope: ExpressionScope): Promise<Verdict> {
  const parsed = parseExpression(text);
  if (parsed.ok) return evaluate(parsed.expression, scope);
  const explain = leaf('', 'the expression can be read', false, { error: parsed.message });
  return { verdict: false, explain, warnings: [parsed.message] };
}

export async function evaluate(expression: Json, scope: ExpressionScope): Promise<Verdict> {
  const walk = new Walk(scope);
  const explain = await walk.expression(expression, '');
  // An error anywhere makes the whole false, whatever stands around it.
  const verdict = explain.verdict === true && !walk.failed;
  return { verdict, explain: { ...explain, verdict }, warnings: walk.warnings };
}

function leaf(
  path: string,
  text: string,
  verdict: boolean | null,
  more: Partial<ExplainNode> = {},
): ExplainNode {
  return { path, text, verdict, children: [], ...more };
}

const join = (path: string, name: string | number): string =>
  path === '' ? `${name}` : `${path}.${name}`;

class Walk {
  readonly warnings: string[] = [];
  failed = false;
  private readonly scope: ExpressionScope;
  constructor(scope: ExpressionScope) {
    this.scope = scope;
  }

  private fail(path: string, text: string, error: string): ExplainNode {
    this.failed = true;
    this.warnings.push(error);
    return leaf(path, text, false, { error });
  }

  async expression(json: Json, path: string): Promise<ExplainNode> {
    if (json.kind === 'scalar' && typeof json.value === 'boolean') {
      return leaf(path, `always ${json.value}`, json.value);
    }
    if (json.kind !== 'object') {
      return this.fail(path, show(plain(json)), 'an expression has to be true, false or an object');
    }
    const children: ExplainNode[] = [];
    for (const { name, value } of json.fields) {
      const at = join(path, name);
      const decided = children.some((child) => child.verdict !== true);
      children.push(decided ? skipped(at, name, value) : await this.field(name, value, at));
    }
    const verdict = children.every((child) => child.verdict === true);
    if (children.length === 1 && children[0] !== undefined) return children[0];
    return leaf(path, 'all of these hold', verdict, { children });
  }

  private async field(name: string, value: Json, path: string): Promise<ExplainNode> {
    if (name.startsWith('%%')) return this.compare(name, this.expanded(name), value, path);
    const operator = operatorName(name);
    if (operator !== undefined && LOGIC.has(operator)) {
      return this.logic(operator, value, path, (json, at) => this.expression(json, at));
    }
    if (operator !== undefined) return this.fail(path, name, `${name} cannot be on the left`);
    return this.compare(name, this.noted(readPlain(name, this.scope)), value, path);
  }

  private expanded(text: string): Expanded {
    return this.noted(expand(text, this.scope));
  }
  private noted(found: Expanded): Expanded {
    if (found.warning !== undefined) this.warnings.push(found.warning);
    return found;
  }

  /** `and`, `or`, `nor` over a list, `not` over one; each operand judged by `judge`. */
  private async logic(
    operator: string,
    value: Json,
    path: string,
    judge: (json: Json, at: string) => Promise<ExplainNode>,
  ): Promise<ExplainNode> {
    if (operator === 'not') {
      const child = await judge(value, path);
      return leaf(path, 'this does not hold', child.verdict !== true, { children: [child] });
    }
    if (value.kind !== 'array') {
      return this.fail(path, `%${operator}`, `%${operator} needs a list of expressions`);
    }
    const stopAt = operator !== 'and';
    const children: ExplainNode[] = [];
    for (const [index, item] of value.items.entries()) {
      const at = join(path, index);
      const decided = children.some((child) => (child.verdict === true) === stopAt);
      children.push(decided ? skipped(at, '', item) : await judge(item, at));
    }
    const some = children.some((child) => child.verdict === true);
    const all = children.every((child) => child.verdict === true);
    const words = {
      and: 'all of these hold',
      or: 'one of these holds',
      nor: 'none of these holds',
    };
    const verdict = operator === 'and' ? all : operator === 'or' ? some : !some;
    return leaf(path, words[operator as keyof typeof words], verdict, { children });
  }

  private async compare(
    name: string,
    left: Expanded,
    right: Json,
    path: string,
  ): Promise<ExplainNode> {
    const found = left.secret ? SECRET : show(left.value);
    if (right.kind === 'object' && isOperators(right)) {
      return this.operators(name, left, right, path, found);
    }
    try {
      const operand = await this.operand(right);
      const verdict = looseEqual(left.value, operand.value);
      const shown = operand.secret ? SECRET : show(operand.value);
      return leaf(path, `${name} is ${shown}`, verdict, { found });
    } catch (error) {
      return { ...this.fail(path, `${name} is ${show(plain(right))}`, messageOf(error)), found };
    }
  }

  private async operators(
    name: string,
    left: Expanded,
    right: Extract<Json, { kind: 'object' }>,
    path: string,
    found: string,
  ): Promise<ExplainNode> {
    const children: ExplainNode[] = [];
    const options = right.fields.find((field) => operatorName(field.name) === 'options');
    for (const { name: sign, value } of right.fields) {
      const operator = operatorName(sign) ?? '';
      if (operator === 'options') continue;
      const at = join(path, sign);
      if (children.some((child) => child.verdict !== true)) {
        children.push(skipped(at, sign, value));
      } else if (LOGIC.has(operator)) {
        children.push(
          await this.logic(operator, value, at, (json, deeper) =>
            this.compare(name, left, json, deeper),
          ),
        );
      } else {
        children.push(await this.operator(name, left, operator, value, at, found, options?.value));
      }
    }
    if (children.length === 1 && children[0] !== undefined) return children[0];
    const verdict = children.every((child) => child.verdict === true);
    return leaf(path, `${name} meets all of these`, verdict, { found, children });
  }

  private async operator(
    name: string,
    left: Expanded,
    operator: string,
    value: Json,
    path: string,
    found: string,
    options: Json | undefined,
  ): Promise<ExplainNode> {
    try {
      if (isValueOperator(operator)) {
        const result = await this.valueOf(operator, value);
        const verdict = looseEqual(left.value, result);
        // `{"%%true": {"%function": …}}` is how a boolean function is asked.
        const asked = operator === 'function' && (name === '%%true' || name === '%%false');
        if (asked) {
          const text = `${functionName(value)} returns ${name.slice(2)}`;
          return leaf(path, text, verdict, { found: show(result) });
        }
        const text = `${name} is ${wordsOfValue(operator, value)}`;
        return leaf(path, text, verdict, { found: `${found}; the result is ${show(result)}` });
      }
      const operand = await this.operand(value);
      const flags = options === undefined ? undefined : plain(options);
      const { words, verdict } = applyOperator(operator, left.value, operand.value, flags);
      const shown = operand.secret ? SECRET : show(operand.value);
      return leaf(path, `${name} ${words} ${shown}`, verdict, { found });
    } catch (error) {
      return { ...this.fail(path, `${name} %${operator}`, messageOf(error)), found };
    }
  }

  /** A right side: expansions in it are replaced, also inside of lists and objects. */
  private async operand(json: Json): Promise<{ value: unknown; secret: boolean }> {
    if (json.kind === 'scalar') {
      const { value } = json;
      if (typeof value !== 'string' || !value.startsWith('%%')) return { value, secret: false };
      return this.expanded(value);
    }
    if (json.kind === 'array') {
      const items = [];
      for (const item of json.items) items.push(await this.operand(item));
      return {
        value: items.map((item) => (item.value === MISSING ? null : item.value)),
        secret: items.some((item) => item.secret),
      };
    }
    const [only] = json.fields;
    const operator = json.fields.length === 1 && only ? operatorName(only.name) : undefined;
    if (operator !== undefined && only !== undefined && isValueOperator(operator)) {
      return { value: await this.valueOf(operator, only.value), secret: false };
    }
    const out: Record<string, unknown> = {};
    let secret = false;
    for (const { name, value } of json.fields) {
      const inner = await this.operand(value);
      secret ||= inner.secret;
      if (inner.value !== MISSING) {
        Object.defineProperty(out, name, { value: inner.value, enumerable: true });
      }
    }
    return { value: out, secret };
  }

  private async valueOf(operator: string, value: Json): Promise<unknown> {
    const operand = await this.operand(value);
    if (operator !== 'function') return convert(operator, operand.value);
    const { callFunction } = this.scope;
    const call = operand.value as { name?: unknown; arguments?: unknown };
    if (typeof call !== 'object' || call === null || typeof call.name !== 'string') {
      throw new BadOperand('%function needs {"name": …, "arguments": [ … ]}');
    }
    if (callFunction === undefined) throw new BadOperand('functions cannot be called here');
    const args = call.arguments === undefined ? [] : call.arguments;
    if (!Array.isArray(args)) throw new BadOperand('the arguments of %function have to be a list');
    return callFunction(call.name, args);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** These look like operators and are values: `{"$oid": "…"}`. */
const EJSON_VALUE = /^\$(?:oid|date|uuid|binary|number[A-Z]\w+)$/;

function isOperators(json: Extract<Json, { kind: 'object' }>): boolean {
  if (json.fields.some(({ name }) => EJSON_VALUE.test(name))) return false;
  return (
    json.fields.length > 0 && json.fields.every(({ name }) => operatorName(name) !== undefined)
  );
}

function skipped(path: string, name: string, value: Json): ExplainNode {
  return leaf(path, `${name} ${show(plain(value))}`.trim(), null);
}

function wordsOfValue(operator: string, value: Json): string {
  if (operator !== 'function') return `%${operator} ${show(plain(value))}`;
  return `what ${functionName(value)} returns`;
}

function functionName(value: Json): string {
  const call = plain(value);
  const name = typeof call === 'object' && call !== null && 'name' in call ? String(call.name) : '';
  return `the function ${name}`;
}
