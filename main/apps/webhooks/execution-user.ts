import type { AppId, AuthProvider, RunAs } from '../../../preload/contract/app-model.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { ContextUser } from '../../functions/run-request.ts';
import { type GivenCredentials, NO_SUCH_USER, readCredentials } from './credentials.ts';
import type { Refusal } from './refusal.ts';

export interface UserParts {
  findUser: (appId: AppId, id: string) => { user: ContextUser; disabled: boolean } | undefined;
  authenticate: (
    appId: AppId,
    providers: readonly AuthProvider[],
    credentials: GivenCredentials,
    create: boolean,
  ) => Promise<{ ok: true; user: ContextUser } | { ok: false; code: string; why: string }>;
  /** The document of `auth/custom_user_data.json` that belongs to a user; {} without one. */
  customUserData: (appId: AppId, userId: string) => Promise<Record<string, unknown>>;
}

export type ExecutionUser =
  | { ok: true; user: ContextUser; asSystem: boolean; how: string }
  | { ok: false; refusal: Refusal; why: string };

export const SYSTEM_USER: ContextUser = {
  id: '',
  type: 'system',
  data: {},
  custom_data: {},
  identities: [],
};

const system = (how: string): ExecutionUser => ({
  ok: true,
  user: SYSTEM_USER,
  asSystem: true,
  how,
});

interface Asked {
  appId: AppId;
  providers: readonly AuthProvider[];
  runAs: RunAs;
  headers: readonly HeaderPair[];
  body: Buffer;
  /** Runs the script that names the user; its result, or its error. */
  runScript: (
    source: string,
  ) => Promise<{ ok: true; value: unknown } | { ok: false; refusal: Refusal }>;
}

/** Who a request runs as. The settings exclude each other; of several the first here counts. */
export async function executionUser(parts: UserParts, asked: Asked): Promise<ExecutionUser> {
  const { runAs } = asked;
  if (runAs.runAsSystem === true) return system('set to system');
  if (runAs.runAsAuthedUser) return byCredentials(parts, asked);
  if (runAs.runAsUserId !== '') return byId(parts, asked.appId, runAs.runAsUserId, 'the settings');
  if (runAs.runAsUserIdScriptSource !== '') return byScript(parts, asked);
  return system('no user is set');
}

function byId(parts: UserParts, appId: AppId, id: string, who: string): ExecutionUser {
  const found = parts.findUser(appId, id);
  const no = (code: string, text: string): ExecutionUser => ({
    ok: false,
    refusal: { status: 401, code, text },
    why: `${text}, whom ${who} name`,
  });
  if (found === undefined) return no('UserNotFound', `user not found: '${id}'`);
  if (found.disabled) return no('UserDisabled', `user is disabled: '${id}'`);
  return { ok: true, user: found.user, asSystem: false, how: `${who} name the user ${id}` };
}

async function byScript(parts: UserParts, asked: Asked): Promise<ExecutionUser> {
  const result = await asked.runScript(asked.runAs.runAsUserIdScriptSource);
  if (!result.ok)
    return {
      ok: false,
      refusal: result.refusal,
      why: `the user script failed: ${result.refusal.text}`,
    };
  const { value } = result;
  if (typeof value === 'string' && value !== '') {
    return byId(parts, asked.appId, value, 'the script’s words');
  }
  return system('the script returned no user');
}

async function byCredentials(parts: UserParts, asked: Asked): Promise<ExecutionUser> {
  const { appId, runAs, headers, body } = asked;
  const read = readCredentials(headers, body);
  if (!read.ok) return { ok: false, refusal: read.refusal, why: read.refusal.text };
  const { credentials } = read;
  const answer = await parts.authenticate(
    appId,
    asked.providers,
    credentials,
    runAs.createUserOnAuth,
  );
  if (!answer.ok) return { ok: false, refusal: NO_SUCH_USER, why: answer.why };
  const custom_data = runAs.fetchCustomUserData
    ? await parts.customUserData(appId, answer.user.id)
    : {};
  return {
    ok: true,
    user: { ...answer.user, custom_data },
    asSystem: false,
    how: `signed in by ${credentials.kind}`,
  };
}
