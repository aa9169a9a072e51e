import { parse } from 'jsonc-parser';
import type { AuthProvider } from '../../../preload/contract/app-model.ts';
import { type Asked, json, type Said } from './asked.ts';
import { isFields, readObject, text, type Fields } from './fields.ts';
import { addressOf } from './incoming.ts';
import type { Limited } from './limits.ts';
import { enabledProvider } from './login.ts';
import type { ClientApiParts } from './client-app.ts';
import { CallRefused, refuse } from './refusal.ts';

/** What `config` of `local-userpass` says. */
interface EmailConfig {
  autoConfirm: boolean;
  confirmationFunction: string | null;
  confirmUrl: string;
  confirmSubject: string;
  resetFunction: string | null;
  resetUrl: string;
  resetSubject: string;
}

function configOf(provider: AuthProvider): EmailConfig {
  const parsed: unknown = provider.config === '' ? {} : parse(provider.config);
  const config: Fields = isFields(parsed) ? parsed : {};
  const words = (name: string, otherwise = ''): string => {
    const value = config[name];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  const named = (asked: unknown, name: string): string | null =>
    asked === true && words(name) !== '' ? words(name) : null;
  return {
    autoConfirm: config.autoConfirm === true,
    confirmationFunction: named(config.runConfirmationFunction, 'confirmationFunctionName'),
    confirmUrl: words('emailConfirmationUrl'),
    confirmSubject: words('confirmEmailSubject', 'Confirm your email address'),
    resetFunction: named(config.runResetFunction, 'resetFunctionName'),
    resetUrl: words('resetPasswordUrl'),
    resetSubject: words('resetPasswordSubject', 'Reset your password'),
  };
}

type Done = (
  parts: ClientApiParts,
  asked: Asked,
  config: EmailConfig,
  fields: Fields,
) => Promise<Said>;

const done = json({});

/** Where the link of a mail leads: the address of the app’s own page, with the token behind it. */
function linkTo(url: string, { token, tokenId }: { token: string; tokenId: string }): string {
  const query = new URLSearchParams({ token, tokenId }).toString();
  return url === '' ? `?${query}` : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

async function mail(
  parts: ClientApiParts,
  { app, incoming }: Asked,
  email: string,
  kind: 'confirm' | 'reset',
  { url, subject }: { url: string; subject: string },
): Promise<void> {
  const made = await parts.users.accounts.mailToken(app.id, email, kind);
  const link = linkTo(url, made);
  await parts.mail({
    appId: app.id,
    captureRowId: incoming.rowId,
    to: email,
    // The link holds the token: it is no part of what lists show.
    text: subject,
    args: { ...made, link },
  });
}

/** Runs the app’s own function, whose `status` decides. */
async function ask(
  parts: ClientApiParts,
  asked: Asked,
  name: string,
  args: readonly unknown[],
): Promise<'success' | 'pending' | 'fail'> {
  asked.notes.name = name;
  const at = { app: asked.app, request: asked.request, captureRowId: asked.incoming.rowId };
  const { value, error } = await parts.runAsSystem(at, name, args);
  if (error !== null) throw refuse(error.code, error.message);
  const status = isFields(value) ? value.status : undefined;
  return status === 'success' || status === 'pending' ? status : 'fail';
}

const runConfirmation = async (
  parts: ClientApiParts,
  asked: Asked,
  functionName: string,
  email: string,
): Promise<'success' | 'pending' | 'fail'> => {
  const made = await parts.users.accounts.mailToken(asked.app.id, email, 'confirm');
  return ask(parts, asked, functionName, [{ ...made, username: email }]);
};

/** Counts a try of somebody without a session. @throws CallRefused TooManyRequests */
function count({ limits }: ClientApiParts, { app, incoming }: Asked, kind: Limited): void {
  limits.take(app.id, kind, addressOf(incoming));
}

const register: Done = async (parts, asked, config, fields) => {
  const { accounts } = parts.users;
  const email = text(fields, 'email', 320);
  const password = text(fields, 'password', 1000);
  count(parts, asked, 'registration');
  const made = await accounts.register(asked.app.id, {
    email,
    password,
    confirmed: config.autoConfirm,
  });
  if (!made.ok) throw refuse(made.code, made.text);
  asked.pass('Registration', config.autoConfirm ? 'confirmed at once' : 'waits to be confirmed');
  if (config.autoConfirm) return json({}, 201);
  if (config.confirmationFunction === null) {
    await mail(parts, asked, email, 'confirm', {
      url: config.confirmUrl,
      subject: config.confirmSubject,
    });
    return json({}, 201);
  }
  const status = await runConfirmation(parts, asked, config.confirmationFunction, email).catch(
    async (error: unknown) => {
      await accounts.unregister(asked.app.id, email);
      throw error;
    },
  );
  asked.pass('Confirmation function', `it says ${status}`);
  if (status === 'success') await accounts.confirm(asked.app.id, email);
  if (status !== 'fail') return json({}, 201);
  await accounts.unregister(asked.app.id, email);
  throw new CallRefused('AuthError', `failed to confirm user '${email}'`);
};

const tokenOf = (fields: Fields) => ({
  token: text(fields, 'token', 1000),
  tokenId: text(fields, 'tokenId', 100),
});

/** A token that is right is never one too many: whoever has it was mailed it. */
function wrongToken(parts: ClientApiParts, asked: Asked, kind: Limited): CallRefused {
  count(parts, asked, kind);
  return new CallRefused('InvalidParameter', 'invalid token data');
}

const confirm: Done = async (parts, asked, _config, fields) => {
  const { app, pass } = asked;
  const email = parts.users.accounts.mailed(app.id, 'confirm', tokenOf(fields));
  if (email === undefined) throw wrongToken(parts, asked, 'confirmation');
  await parts.users.accounts.confirm(app.id, email);
  pass('Token', 'the address is confirmed');
  return done;
};

/** @throws CallRefused UserNotFound, UserAlreadyConfirmed */
function requireWaiting(parts: ClientApiParts, { app }: Asked, email: string): void {
  const state = parts.users.accounts.stateOf(app.id, email);
  if (state === 'unknown') throw new CallRefused('UserNotFound', 'user not found');
  if (state === 'confirmed')
    throw new CallRefused('UserAlreadyConfirmed', 'user has already been confirmed');
}

const confirmSend: Done = async (parts, asked, config, fields) => {
  const email = text(fields, 'email', 320);
  count(parts, asked, 'confirmation');
  requireWaiting(parts, asked, email);
  if (config.confirmationFunction !== null)
    throw new CallRefused('InvalidParameter', 'in this app a function confirms addresses');
  await mail(parts, asked, email, 'confirm', {
    url: config.confirmUrl,
    subject: config.confirmSubject,
  });
  asked.pass('Mail', 'kept in the outbox');
  return done;
};

const confirmCall: Done = async (parts, asked, config, fields) => {
  const email = text(fields, 'email', 320);
  count(parts, asked, 'confirmation');
  requireWaiting(parts, asked, email);
  if (config.confirmationFunction === null)
    throw new CallRefused('InvalidParameter', 'this app has no function that confirms addresses');
  const status = await runConfirmation(parts, asked, config.confirmationFunction, email);
  asked.pass('Confirmation function', `it says ${status}`);
  if (status === 'success') await parts.users.accounts.confirm(asked.app.id, email);
  if (status === 'fail') throw new CallRefused('AuthError', `failed to confirm user '${email}'`);
  return done;
};

/** Sets a password; whoever was signed in with the old one is so no more. */
async function setPassword(
  parts: ClientApiParts,
  { app }: Asked,
  email: string,
  password: string,
): Promise<void> {
  const set = await parts.users.accounts.setPassword(app.id, email, password);
  if (!set.ok) throw refuse(set.code, set.text);
  if (set.userId !== null) await parts.sessions.endAll(app.id, set.userId);
}

const reset: Done = async (parts, asked, _config, fields) => {
  const given = tokenOf(fields);
  const password = text(fields, 'password', 1000);
  const email = parts.users.accounts.mailed(asked.app.id, 'reset', given);
  if (email === undefined) throw wrongToken(parts, asked, 'reset');
  await setPassword(parts, asked, email, password);
  asked.pass('Token', 'the password is set; sessions of the user ended');
  return done;
};

function requireKnown(parts: ClientApiParts, { app }: Asked, email: string): void {
  if (parts.users.accounts.stateOf(app.id, email) === 'unknown')
    throw new CallRefused('UserNotFound', 'user not found');
}

const resetSend: Done = async (parts, asked, config, fields) => {
  const email = text(fields, 'email', 320);
  count(parts, asked, 'reset');
  requireKnown(parts, asked, email);
  if (config.resetFunction !== null)
    throw new CallRefused('InvalidParameter', 'in this app a function resets passwords');
  await mail(parts, asked, email, 'reset', { url: config.resetUrl, subject: config.resetSubject });
  asked.pass('Mail', 'kept in the outbox');
  return done;
};

const resetCall: Done = async (parts, asked, config, fields) => {
  const { accounts } = parts.users;
  const email = text(fields, 'email', 320);
  const password = text(fields, 'password', 1000);
  const more = fields.arguments ?? [];
  if (!Array.isArray(more))
    throw new CallRefused('InvalidParameter', "parameter 'arguments' has to be a list");
  count(parts, asked, 'reset');
  requireKnown(parts, asked, email);
  if (config.resetFunction === null)
    throw new CallRefused('InvalidParameter', 'this app has no function that resets passwords');
  if (password.length < 6 || password.length > 128)
    throw new CallRefused('InvalidParameter', 'password must be between 6 and 128 characters');
  const made = await accounts.mailToken(asked.app.id, email, 'reset');
  const currentPasswordValid = await accounts.knowsPassword(asked.app.id, email, password);
  const told = { ...made, username: email, password, currentPasswordValid };
  const status = await ask(parts, asked, config.resetFunction, [told, ...(more as unknown[])]);
  asked.pass('Reset function', `it says ${status}`);
  if (status === 'success') await setPassword(parts, asked, email, password);
  if (status === 'fail')
    throw new CallRefused('AuthError', `failed to reset password for user '${email}'`);
  return done;
};

const CALLS = {
  register,
  confirm,
  'confirm-send': confirmSend,
  'confirm-call': confirmCall,
  reset,
  'reset-send': resetSend,
  'reset-call': resetCall,
} as const satisfies Record<string, Done>;

type EmailCall = keyof typeof CALLS;

/** Registers, confirms and resets: calls of the provider `local-userpass`. */
export function emailCall(parts: ClientApiParts, asked: Asked, name: EmailCall): Promise<Said> {
  const provider = enabledProvider(asked);
  if (provider.type !== 'local-userpass')
    throw new CallRefused(
      'AuthProviderNotFound',
      `'${provider.name}' does not use email addresses`,
    );
  return CALLS[name](parts, asked, configOf(provider), readObject(asked.body));
}
