/** What a call of the client API asks for. */
export type CallName =
  | 'location'
  | 'login'
  | 'refresh'
  | 'logout'
  | 'profile'
  | 'delete-user'
  | 'register'
  | 'confirm'
  | 'confirm-send'
  | 'confirm-call'
  | 'reset'
  | 'reset-send'
  | 'reset-call'
  | 'list-keys'
  | 'create-key'
  | 'get-key'
  | 'delete-key'
  | 'enable-key'
  | 'disable-key'
  | 'call'
  | 'stream'
  | 'register-push'
  | 'unregister-push';

/** Which token proves who calls. */
type Needs = 'nothing' | 'access' | 'refresh';

interface Row {
  method: string;
  /** `:name` stands for one segment. */
  path: string;
  name: CallName;
  needs: Needs;
}

const row = (method: string, path: string, name: CallName, needs: Needs): Row => ({
  method,
  path,
  name,
  needs,
});

/** Every route there is, below the app. */
const ROUTES: readonly Row[] = [
  row('GET', 'location', 'location', 'nothing'),
  row('POST', 'auth/providers/:provider/login', 'login', 'nothing'),
  row('POST', 'auth/providers/:provider/register', 'register', 'nothing'),
  row('POST', 'auth/providers/:provider/confirm', 'confirm', 'nothing'),
  row('POST', 'auth/providers/:provider/confirm/send', 'confirm-send', 'nothing'),
  row('POST', 'auth/providers/:provider/confirm/call', 'confirm-call', 'nothing'),
  row('POST', 'auth/providers/:provider/reset', 'reset', 'nothing'),
  row('POST', 'auth/providers/:provider/reset/send', 'reset-send', 'nothing'),
  row('POST', 'auth/providers/:provider/reset/call', 'reset-call', 'nothing'),
  row('POST', 'auth/session', 'refresh', 'refresh'),
  row('DELETE', 'auth/session', 'logout', 'refresh'),
  row('GET', 'auth/profile', 'profile', 'access'),
  row('DELETE', 'auth/delete', 'delete-user', 'access'),
  row('GET', 'auth/api_keys', 'list-keys', 'refresh'),
  row('POST', 'auth/api_keys', 'create-key', 'refresh'),
  row('GET', 'auth/api_keys/:key', 'get-key', 'refresh'),
  row('DELETE', 'auth/api_keys/:key', 'delete-key', 'refresh'),
  row('PUT', 'auth/api_keys/:key/enable', 'enable-key', 'refresh'),
  row('PUT', 'auth/api_keys/:key/disable', 'disable-key', 'refresh'),
  row('POST', 'functions/call', 'call', 'access'),
  row('GET', 'functions/call', 'stream', 'access'),
  row('PUT', 'push/providers/:service/registration', 'register-push', 'access'),
  row('DELETE', 'push/providers/:service/registration', 'unregister-push', 'access'),
];

/** A request target that belongs to the client API. */
export interface AskedCall {
  /** null where the path names no app: the token does. The libraries ask for tokens like that. */
  clientAppId: string | null;
  /** Methods that its path knows; none where there is no such path. */
  methods: string[];
  /** null where path or method is unknown. */
  route: { name: CallName; needs: Needs; parts: Record<string, string> } | null;
  query: URLSearchParams;
}

const BELOW = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?\/api\/client\/v2\.0\/([^?#]*)(?:\?([^#]*))?/i;
const OF_APP = /^app\/([^/]+)\/(.*)$/;
/** Answered by whoever takes webhooks. */
const WEBHOOK = /^service\/[^/]+\/incoming_webhook\//;

/**
 * Reads a request target by form alone. null: it is no call of the client API.
 *
 * @param method OPTIONS asks for every method of a path
 */
export function readCall(method: string, target: string): AskedCall | null {
  const match = BELOW.exec(target);
  if (match === null) return null;
  const [, path = '', query = ''] = match;
  const ofApp = OF_APP.exec(path);
  const clientAppId = ofApp === null ? null : decode(ofApp[1] ?? '');
  const rest = (ofApp?.[2] ?? path).replace(/\/$/, '');
  if (WEBHOOK.test(rest)) return null;
  if (ofApp === null && !rest.startsWith('auth/')) return null;
  const segments = rest.split('/').map(decode);
  const found = ROUTES.flatMap((one) => {
    const parts = partsOf(one.path, segments);
    return parts === null ? [] : [{ ...one, parts }];
  });
  const chosen = found.find((one) => one.method === method);
  return {
    clientAppId,
    methods: found.map((one) => one.method),
    route:
      chosen === undefined ? null : { name: chosen.name, needs: chosen.needs, parts: chosen.parts },
    query: new URLSearchParams(query),
  };
}

function partsOf(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const wanted = pattern.split('/');
  if (wanted.length !== segments.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, name] of wanted.entries()) {
    const given = segments[index] ?? '';
    if (name.startsWith(':')) parts[name.slice(1)] = given;
    else if (name !== given) return null;
  }
  return parts;
}

/** A broken escape stays as it is: then it names nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Where an app is served, below the address of the intake or the tunnel. */
export const clientApiPath = (clientAppId: string): string =>
  `/api/client/v2.0/app/${encodeURIComponent(clientAppId)}`;
