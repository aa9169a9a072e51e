import type { Database } from 'better-sqlite3';
import type { AppUser } from '../../../preload/contract/apps/app-data.ts';
import type { AppId, AuthProvider } from '../../../preload/contract/app-model.ts';
import type { ContextUser } from '../../functions/run-request.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { openAccounts } from './accounts.ts';
import { hashKey, newKey } from './keys.ts';
import { createMaking, invalid } from './making.ts';
import { newId, newUser } from './new-user.ts';
import { checkPassword, hashPassword } from './password.ts';
import { createTokens, readCustomToken } from './tokens.ts';
import { openUserStore, type UserRow } from './user-store.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  /** Key of our own access tokens. */
  tokenKey: Uint8Array;
  secret: (appId: string, name: string) => string | undefined;
}

/** What a request brings to prove who sent it. */
export type Credentials =
  | { kind: 'local-userpass'; email: string; password: string }
  | { kind: 'api-key'; key: string }
  | { kind: 'custom-token'; token: string }
  | { kind: 'access-token'; token: string };

export type Authenticated =
  | { ok: true; user: ContextUser }
  | { ok: false; code: 'InvalidSession' | 'UserDisabled' | 'AuthProviderNotFound'; why: string };

export type Users = ReturnType<typeof openUsers>;

/** Users of apps: who webhooks and endpoints can run as. */
export function openUsers({ db, groups, clock, tokenKey, secret }: Parts) {
  const store = openUserStore(db);
  const tokens = createTokens(tokenKey, () => clock.now());
  const { createEmail, createStandIn, createServer, createAnonymous } = createMaking({
    store,
    groups,
    clock,
  });

  const toContext = (row: UserRow): ContextUser => ({
    id: row.id,
    type: row.type,
    data: JSON.parse(row.data) as Record<string, unknown>,
    custom_data: {},
    identities: store.identities(row),
  });
  function mustFind(appId: AppId, id: string): UserRow {
    const row = store.get(appId, id);
    if (row === undefined) throw new BackstitchError('USER_NOT_FOUND');
    return row;
  }
  const fresh = (appId: AppId, more: Partial<UserRow>): UserRow => ({
    ...newUser(appId, clock.now()),
    ...more,
  });
  const refuse = (
    code: 'InvalidSession' | 'UserDisabled' | 'AuthProviderNotFound',
    why: string,
  ): Authenticated => ({
    ok: false,
    code,
    why,
  });
  function accept(row: UserRow | undefined, why: string): Authenticated {
    if (row === undefined) return refuse('InvalidSession', why);
    if (row.disabled === 1) return refuse('UserDisabled', 'the user is disabled');
    return { ok: true, user: toContext(row) };
  }
  /** A first request with an email nobody has makes the user, where the webhook says so. */
  async function signUp(
    appId: AppId,
    { email, password }: { email: string; password: string },
  ): Promise<Authenticated> {
    try {
      return accept(await createEmail(appId, email, password), '');
    } catch (error) {
      if (!(error instanceof BackstitchError)) throw error;
      return refuse('InvalidSession', error.message);
    }
  }
  async function byToken(
    appId: AppId,
    provider: AuthProvider,
    token: string,
    create: boolean,
  ): Promise<Authenticated> {
    const read = await readCustomToken(provider, token, (name) => secret(appId, name));
    if (!read.ok) return refuse('InvalidSession', read.why);
    const { subject, data } = read.user;
    const known = store.byIdentity(appId, 'custom-token', subject);
    if (known === undefined && !create)
      return refuse('InvalidSession', 'no user has this token’s sub');
    const row = known ?? fresh(appId, {});
    const next = { ...row, data: JSON.stringify({ ...(JSON.parse(row.data) as object), ...data }) };
    if (known === undefined || next.data !== row.data) {
      await groups.commit(() => {
        store.save(next);
        store.addIdentity(appId, next.id, { id: subject, provider_type: 'custom-token', data });
      });
    }
    return accept(next, '');
  }

  return {
    /** Users who sign in by themselves, through the client API. */
    accounts: openAccounts({ db, store, groups, clock, secret }),
    /** A user as lists show it. */
    view(appId: AppId, id: string): AppUser | undefined {
      const row = store.get(appId, id);
      return row && store.view(row);
    },
    list: ({ appId, search }: { appId: AppId; search: string }): AppUser[] =>
      store.search(appId, search.trim()).map(store.view),
    async create(input: {
      appId: AppId;
      kind: 'email' | 'api-key' | 'anonymous' | 'stand-in';
      id: string;
      name: string;
      email: string;
      password: string;
    }): Promise<{ user: AppUser; apiKey: string | null }> {
      const { appId, kind, id, name, email, password } = input;
      if (kind === 'api-key') {
        const { row, key } = await createServer(appId, name);
        return { user: store.view(row), apiKey: key };
      }
      const row =
        kind === 'email'
          ? await createEmail(appId, email, password)
          : kind === 'stand-in'
            ? await createStandIn(appId, id, name)
            : await createAnonymous(appId, name);
      return { user: store.view(row), apiKey: null };
    },
    async update(input: {
      appId: AppId;
      id: string;
      name?: string | undefined;
      disabled?: boolean | undefined;
      data?: string | undefined;
      password?: string | undefined;
    }): Promise<AppUser> {
      const row = { ...mustFind(input.appId, input.id) };
      if (input.name !== undefined) row.name = input.name;
      if (input.disabled !== undefined) row.disabled = input.disabled ? 1 : 0;
      if (input.data !== undefined) row.data = readData(input.data);
      if (input.password !== undefined) {
        if (input.password.length < 6 || input.password.length > 128) {
          throw invalid('password', 'Use 6 to 128 characters for a password.');
        }
        row.password = await hashPassword(input.password);
      }
      await groups.commit(() => store.save(row));
      return store.view(row);
    },
    async remove({ appId, id }: { appId: AppId; id: string }): Promise<{ removed: boolean }> {
      mustFind(appId, id);
      return { removed: (await groups.commit(() => store.remove(appId, id))) > 0 };
    },
    async addApiKey({ appId, id, name }: { appId: AppId; id: string; name: string }) {
      const row = mustFind(appId, id);
      const key = newKey();
      const keyId = newId();
      await groups.commit(() =>
        store.addKey({
          id: keyId,
          appId,
          userId: id,
          name,
          hash: hashKey(key),
          createdAt: clock.now(),
        }),
      );
      return { user: store.view(row), apiKey: key };
    },
    async removeApiKey({
      appId,
      id,
      keyId,
    }: {
      appId: AppId;
      id: string;
      keyId: string;
    }): Promise<AppUser> {
      const row = mustFind(appId, id);
      await groups.commit(() => store.removeKey(appId, id, keyId));
      return store.view(row);
    },
    issueToken({ appId, id }: { appId: AppId; id: string }) {
      mustFind(appId, id);
      return tokens.issue(appId, id);
    },
    /** A user as functions see it, without custom data. */
    find(appId: AppId, id: string): { user: ContextUser; disabled: boolean } | undefined {
      const row = store.get(appId, id);
      return row && { user: toContext(row), disabled: row.disabled === 1 };
    },
    /** @param create whether valid credentials without a user make one; a key never does. */
    async authenticate(
      appId: AppId,
      providers: readonly AuthProvider[],
      credentials: Credentials,
      create: boolean,
    ): Promise<Authenticated> {
      if (credentials.kind === 'access-token') {
        const id = await tokens.read(appId, credentials.token);
        const row = id === undefined ? undefined : store.get(appId, id);
        return accept(row, 'the access token is not valid here');
      }
      const provider = providers.find((one) => one.type === credentials.kind && !one.disabled);
      if (provider === undefined) {
        return refuse('AuthProviderNotFound', `the provider ${credentials.kind} is not enabled`);
      }
      switch (credentials.kind) {
        case 'local-userpass': {
          const row = store.byEmail(appId, credentials.email.trim().toLowerCase());
          if (row === undefined && create) return signUp(appId, credentials);
          const fits = await checkPassword(credentials.password, row?.password ?? null);
          return accept(fits ? row : undefined, 'no user has this email and password');
        }
        case 'api-key':
          return accept(
            store.byKeyHash(appId, hashKey(credentials.key)),
            'no user has this API key',
          );
        case 'custom-token':
          return byToken(appId, provider, credentials.token, create);
        default:
          return credentials satisfies never;
      }
    },
  };

  function readData(text: string): string {
    try {
      const parsed: unknown = JSON.parse(text === '' ? '{}' : text);
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
        return JSON.stringify(parsed);
      }
    } catch {
      // Said below.
    }
    throw invalid('data', 'Data must be a JSON object.');
  }
}
