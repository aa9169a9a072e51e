import { parse } from 'jsonc-parser';
import type { AuthProvider } from '../../../preload/contract/app-model.ts';
import type { Credential } from '../users/accounts.ts';
import { type Asked, domainIdOf, json, jsonWithSecrets, providerIdOf, type Said } from './asked.ts';
import { addressOf } from './incoming.ts';
import { isFields, readObject, text, type Fields } from './fields.ts';
import { type ClientApiParts, findProvider } from './client-app.ts';
import { CallRefused, invalidSession, refuse } from './refusal.ts';

/** Providers that need somebody else’s sign-in page. */
const isThirdParty = (type: string): boolean => type.startsWith('oauth2');

export const SERVED_PROVIDERS: readonly string[] = [
  'anon-user',
  'local-userpass',
  'api-key',
  'custom-token',
  'custom-function',
];

/**
 * The provider that a path names.
 *
 * @throws CallRefused NotImplemented, AuthProviderNotFound
 */
export function enabledProvider({ app, call }: Asked): AuthProvider {
  const name = call.route?.parts.provider ?? '';
  const provider = findProvider(app, name);
  const type = provider?.type ?? name;
  if (isThirdParty(type)) {
    const words = `'${type}' needs a third party, which Backstitch does not replace`;
    throw new CallRefused('NotImplemented', words);
  }
  if (provider === undefined || provider.disabled || !SERVED_PROVIDERS.includes(type)) {
    throw new CallRefused('AuthProviderNotFound', `auth provider not found: '${name}'`);
  }
  return provider;
}

/** An app’s function signs in: what it answers names the user. */
async function byFunction(
  parts: ClientApiParts,
  asked: Asked,
  provider: AuthProvider,
  fields: Fields,
): Promise<Credential> {
  const config: unknown = provider.config === '' ? {} : parse(provider.config);
  const name = isFields(config) ? config.authFunctionName : undefined;
  if (typeof name !== 'string' || name === '')
    throw new CallRefused('FunctionNotFound', 'the provider names no function');
  const { options: _device, ...payload } = fields;
  asked.notes.name = name;
  const { value, error } = await parts.runAsSystem(
    { app: asked.app, request: asked.request, captureRowId: asked.incoming.rowId },
    name,
    [payload],
  );
  if (error !== null) throw refuse(error.code, error.message);
  const told = isFields(value) ? value : { id: value };
  const externalId = typeof told.id === 'string' ? told.id : '';
  if (externalId === '' || externalId.length > 1000) {
    throw new CallRefused(
      'AuthError',
      `function '${name}' returned no user: return a string, or {id}`,
    );
  }
  const data = typeof told.name === 'string' ? { name: told.name } : {};
  return { kind: 'custom-function', externalId, data };
}

/** Reads what somebody signs in with. */
function credentialOf(type: string, fields: Fields): Credential {
  switch (type) {
    case 'anon-user':
      return { kind: 'anon-user' };
    case 'local-userpass':
      return {
        kind: 'local-userpass',
        username: text(fields, 'username', 1000),
        password: text(fields, 'password', 1000),
      };
    case 'api-key':
      return { kind: 'api-key', key: text(fields, 'key', 1000) };
    default:
      return { kind: 'custom-token', token: text(fields, 'token', 20_000) };
  }
}

function deviceOf({ options }: Fields): unknown {
  return isFields(options) ? options.device : undefined;
}

/**
 * Signs somebody in, and gives them tokens; with `link=true` the user of the access token gets the
 * identity.
 *
 * @param linkTo who gets the identity; null for an ordinary login
 */
export async function login(
  parts: ClientApiParts,
  asked: Asked,
  linkTo: string | null,
): Promise<Said> {
  const provider = enabledProvider(asked);
  const fields = readObject(asked.body);
  asked.stages.at('authenticate');
  const isFunction = provider.type === 'custom-function';
  const given = isFunction ? null : credentialOf(provider.type, fields);
  const { app } = asked;
  const isNew = provider.type === 'anon-user';
  const takeBack = parts.limits.take(
    app.id,
    isNew ? 'anonymous' : 'login',
    addressOf(asked.incoming),
  );
  const credential = given ?? (await byFunction(parts, asked, provider, fields));
  const signed = await parts.users.accounts.signIn(app.id, provider, credential, linkTo);
  if (!signed.ok) {
    const { why } = signed;
    if (why !== undefined) asked.notes.steps.push({ check: 'Credential', ok: false, message: why });
    throw refuse(signed.code, signed.text);
  }
  // Of logins only those count that fail.
  if (!isNew) takeBack();
  const found = parts.users.find(app.id, signed.userId);
  if (found === undefined) throw invalidSession();
  asked.notes.user = found.user;
  const how = linkTo === null ? 'signed in' : 'identity linked';
  asked.pass('Credential', `${how} by ${provider.type}`);
  const opened = await parts.sessions.open(app.id, found.user.id, provider.type, deviceOf(fields));
  const { sessionId, deviceId } = opened;
  const access = await issueAccess(parts, asked, found.user.id, sessionId, deviceId);
  return jsonWithSecrets(
    {
      access_token: access,
      refresh_token: opened.refreshToken,
      user_id: found.user.id,
      device_id: deviceId,
    },
    ['access_token', 'refresh_token'],
  );
}

async function issueAccess(
  { tokens, customData }: ClientApiParts,
  { app }: Asked,
  userId: string,
  sessionId: string,
  deviceId: string,
): Promise<string> {
  const userData = await customData(app.id, userId);
  return tokens.issue(
    { appId: app.id, userId, sessionId, deviceId },
    { domainId: domainIdOf(app.id), userData },
  );
}

/** A new access token for a session that goes on. */
export async function refresh(
  parts: ClientApiParts,
  asked: Asked,
  at: { userId: string; sessionId: string; deviceId: string },
): Promise<Said> {
  const access_token = await issueAccess(parts, asked, at.userId, at.sessionId, at.deviceId);
  return jsonWithSecrets({ access_token }, ['access_token']);
}

/** Who somebody is, as the libraries want to know it. */
export function profile({ app, notes }: Asked): Said {
  const { user } = notes;
  if (user === null) throw invalidSession();
  return json({
    user_id: user.id,
    domain_id: domainIdOf(app.id),
    type: user.type === 'server' ? 'server' : 'normal',
    data: user.data,
    identities: user.identities.map(({ id, provider_type }) => ({
      id,
      provider_type,
      provider_id: providerIdOf(app.id, provider_type),
    })),
  });
}
