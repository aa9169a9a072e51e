import type { FunctionReply } from '../../../preload/contract/apps/function-runs.ts';

/**
 * What the guest's finish() says. It comes from hostile memory, so it is never trusted. Read by
 * hand: every worker would load a schema library for it before its first run.
 */
export type Finish =
  | { kind: 'pending' }
  | {
      kind: 'ok';
      result: string | null;
      resultString: string | null;
      resultJson: string | null;
      reply: FunctionReply | null;
    }
  | { kind: 'error'; error: { code: string; name: string; message: string; stack: string } };

const FORGED: Finish = {
  kind: 'error',
  error: {
    code: 'FunctionExecutionError',
    name: 'Error',
    message: 'the function changed what passes its result on',
    stack: '',
  },
};

export function readFinish(json: string): Finish {
  try {
    return finishOf(JSON.parse(json)) ?? FORGED;
  } catch {
    // No JSON at all: the function got at what writes it.
    return FORGED;
  }
}

function finishOf(said: unknown): Finish | undefined {
  if (!isFields(said)) return undefined;
  if (said['kind'] === 'pending') return { kind: 'pending' };
  if (said['kind'] === 'error') return errorOf(said['error']);
  return said['kind'] === 'ok' ? okOf(said) : undefined;
}

function errorOf(said: unknown): Finish | undefined {
  if (!isFields(said)) return undefined;
  const { code, name, message, stack } = said;
  return isText(code) && isText(name) && isText(message) && isText(stack)
    ? { kind: 'error', error: { code, name, message, stack } }
    : undefined;
}

function okOf(said: Fields): Finish | undefined {
  const { result, resultString, resultJson } = said;
  const reply = said['reply'] === null ? null : replyOf(said['reply']);
  return isTextOrNull(result) &&
    isTextOrNull(resultString) &&
    isTextOrNull(resultJson) &&
    reply !== undefined
    ? { kind: 'ok', result, resultString, resultJson, reply }
    : undefined;
}

function replyOf(said: unknown): FunctionReply | undefined {
  if (!isFields(said)) return undefined;
  const { status, headers, bodyBase64 } = said;
  return isStatus(status) &&
    Array.isArray(headers) &&
    headers.every(isPair) &&
    isTextOrNull(bodyBase64)
    ? { status, headers, bodyBase64 }
    : undefined;
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every(isText);
}
