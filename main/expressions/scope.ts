import { readPath } from './paths.ts';
import { MISSING } from './values.ts';

/** All that an expression can refer to. Values are plain data. */
export interface ExpressionScope {
  /** What a name without `%%` means: arguments of an action, a document, or nothing at all. */
  plainPaths: 'args' | 'root' | 'none';
  user: unknown;
  request: unknown;
  environment: { tag: string; values: unknown };
  /** MISSING where there is no such value. `secret` values are never shown. */
  value: (name: string) => { value: unknown; secret: boolean } | undefined;
  args?: unknown;
  documents?: { root?: unknown; prevRoot?: unknown; this?: unknown; prev?: unknown };
  /** Calls a function of the app with the caller's user. */
  callFunction?: (name: string, args: unknown[]) => Promise<unknown>;
}

export interface Expanded {
  value: unknown;
  secret: boolean;
  /** Why nothing is there, if it was asked for by a name that is not known. */
  warning?: string;
}

const NONE: Expanded = { value: MISSING, secret: false };

/** The value of `%%name.path`. */
export function expand(text: string, scope: ExpressionScope): Expanded {
  const [name = '', ...path] = text.slice(2).split('.');
  switch (name) {
    case 'true':
      return { value: true, secret: false };
    case 'false':
      return { value: false, secret: false };
    case 'values':
      return expandValue(path, scope);
    case 'environment':
      return { value: readPath(scope.environment, path), secret: false };
    case 'request':
      return {
        value: readPath(scope.request, path, path[0] === 'requestHeaders' ? 1 : -1),
        secret: false,
      };
    case 'user':
      return { value: readUser(scope.user, path), secret: false };
    case 'args':
      return expandArgs(path, scope);
    case 'root':
    case 'prevRoot':
    case 'this':
    case 'prev': {
      const documents = scope.documents ?? {};
      if (!Object.hasOwn(documents, name)) return unknown(`%%${name} works only in document rules`);
      return { value: readPath(documents[name], path), secret: false };
    }
    default:
      return unknown(`there is no expansion %%${name}`);
  }
}

const unknown = (warning: string): Expanded => ({ ...NONE, warning });

function expandValue(path: readonly string[], scope: ExpressionScope): Expanded {
  const [name = '', ...rest] = path;
  const found = scope.value(name);
  if (found === undefined) return unknown(`there is no value named ${name}`);
  return { value: readPath(found.value, rest), secret: found.secret };
}

function expandArgs(path: readonly string[], scope: ExpressionScope): Expanded {
  if (scope.args === undefined) return unknown('%%args works only in rules of services');
  return { value: readPath(scope.args, path), secret: false };
}

/** Identities are spelled `provider_type` in data and `providerType` in the vendor's pages. */
function readUser(user: unknown, path: readonly string[]): unknown {
  const direct = readPath(user, path);
  if (direct !== MISSING || !path.includes('providerType')) return direct;
  return readPath(
    user,
    path.map((segment) => (segment === 'providerType' ? 'provider_type' : segment)),
  );
}

/** A name without `%%`: a path into the arguments or the document. */
export function readPlain(name: string, scope: ExpressionScope): Expanded {
  const path = name.split('.');
  if (scope.plainPaths === 'args') return { value: readPath(scope.args, path), secret: false };
  if (scope.plainPaths === 'root') {
    return { value: readPath(scope.documents?.root, path), secret: false };
  }
  return unknown(`"${name}" means nothing here: put %%request, %%user or %%values before it`);
}
