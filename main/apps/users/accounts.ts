import { createHash, randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { sameBytes } from '../../lib/secrets/constant-time.ts';
import type { AppId, AuthProvider } from '../../../preload/contract/app-model.ts';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { newId, newUser } from './new-user.ts';
import { checkPassword, hashPassword } from './password.ts';
import {
  type EmailTokenKind,
  openRegistrationStore,
  type Registration,
} from './registration-store.ts';
import { readCustomToken } from './tokens.ts';
import type { Identity, openUserStore, UserRow } from './user-store.ts';

/** What a client application signs in with. */
export type Credential =
  | { kind: 'anon-user' }
  | { kind: 'local-userpass'; username: string; password: string }
  | { kind: 'api-key'; key: string }
  | { kind: 'custom-token'; token: string }
  /** What the app's own function answered. */
  | { kind: 'custom-function'; externalId: string; data: Record<string, unknown> };

export interface Refused {
  ok: false;
  code: string;
  /** For whoever asked. */
  text: string;
  /** What the owner of the app may know besides. */
  why?: string;
}

type SignedIn = { ok: true; userId: string } | Refused;
type Done = { ok: true } | Refused;

interface Parts {
  db: Database;
  store: ReturnType<typeof openUserStore>;
  groups: GroupCommit;
  clock: Clock;
  secret: (appId: string, name: string) => string | undefined;
}

/** How long a token of a mail is good, as it was. */
const MAIL_MS = 30 * 60_000;

export const refused = (code: string, text: string): Refused => ({ ok: false, code, text });

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const normal = (email: string): string => email.trim().toLowerCase();

const TAKEN = refused('InvalidParameter', 'a user already exists with the specified provider');
/** One text for a wrong password and for nobody: neither says which addresses are known. */
const WRONG = refused('InvalidPassword', 'invalid username/password');

/** Users of an app who sign in by themselves: identities, registrations, keys. */
export function openAccounts({ db, store, groups, clock, secret }: Parts) {
  const registrations = openRegistrationStore(db);

  function usable(row: UserRow | undefined): Done {
    if (row === undefined) return refused('UserNotFound', 'user not found');
    return row.disabled === 1 ? refused('UserDisabled', 'user is disabled') : { ok: true };
  }

  /** Gives an identity that nobody has to a new user, or to the one that asks for it. */
  async function attach(
    appId: AppId,
    identity: Identity,
    link: string | null,
    more: Partial<Pick<UserRow, 'email' | 'password' | 'data'>> = {},
    also: () => void = () => {},
  ): Promise<SignedIn> {
    const known = link === null ? undefined : store.get(appId, link);
    if (link !== null) {
      const able = usable(known);
      if (!able.ok) return able;
      if (more.email !== undefined && typeof known?.email === 'string') return TAKEN;
    }
    const base = known ?? newUser(appId, clock.now());
    const data = JSON.stringify({ ...parsed(base.data), ...parsed(more.data ?? '{}') });
    const row = { ...base, ...more, data };
    await groups.commit(() => {
      store.save(row);
      store.addIdentity(appId, row.id, identity);
      also();
    });
    return { ok: true, userId: row.id };
  }

  /** The user an identity leads to already. */
  function accept(row: UserRow, link: string | null): SignedIn {
    if (link !== null && link !== row.id) return TAKEN;
    const able = usable(row);
    return able.ok ? { ok: true, userId: row.id } : able;
  }

  async function byPassword(
    appId: AppId,
    { username, password }: { username: string; password: string },
    link: string | null,
  ): Promise<SignedIn> {
    const email = normal(username);
    const row = store.byEmail(appId, email);
    const waiting = row === undefined ? registrations.get(appId, email) : undefined;
    // Without either the same work is done in vain.
    const fits = await checkPassword(password, row?.password ?? waiting?.password ?? null);
    if (!fits) return WRONG;
    if (row !== undefined) return accept(row, link);
    if (waiting === undefined) return WRONG;
    if (!waiting.confirmed) return refused('AuthError', 'confirmation required');
    const identity: Identity = { id: newId(), provider_type: 'local-userpass', data: { email } };
    const more = { email, password: waiting.password, data: JSON.stringify({ email }) };
    return attach(appId, identity, link, more, () => registrations.remove(appId, email));
  }

  async function byToken(
    appId: AppId,
    provider: AuthProvider,
    token: string,
    link: string | null,
  ): Promise<SignedIn> {
    const read = await readCustomToken(provider, token, (name) => secret(appId, name));
    if (!read.ok)
      return {
        ...refused('InvalidSession', 'invalid session: invalid custom token'),
        why: read.why,
      };
    const { subject, data } = read.user;
    return byIdentity(appId, { id: subject, provider_type: 'custom-token', data }, link);
  }

  async function byIdentity(
    appId: AppId,
    identity: Identity,
    link: string | null,
  ): Promise<SignedIn> {
    const known = store.byIdentity(appId, identity.provider_type, identity.id);
    if (known === undefined)
      return attach(appId, identity, link, { data: JSON.stringify(identity.data) });
    const accepted = accept(known, link);
    if (!accepted.ok) return accepted;
    // What the token or the function says now counts.
    return attach(appId, identity, known.id, { data: JSON.stringify(identity.data) });
  }

  function ownerOf(appId: AppId, email: string): UserRow | Registration | undefined {
    return store.byEmail(appId, email) ?? registrations.get(appId, email);
  }

  return {
    /**
     * Who a credential stands for; a new user where nobody has it.
     *
     * @param link the user who gets the identity; null for an ordinary login
     */
    async signIn(
      appId: AppId,
      provider: AuthProvider,
      credential: Credential,
      link: string | null,
    ): Promise<SignedIn> {
      switch (credential.kind) {
        case 'anon-user': {
          if (link !== null)
            return refused('InvalidParameter', 'an anonymous identity cannot be linked');
          return attach(appId, { id: newId(), provider_type: 'anon-user', data: {} }, null);
        }
        case 'local-userpass':
          return byPassword(appId, credential, link);
        case 'api-key': {
          const row = store.byKeyHash(appId, hashOf(credential.key));
          return row === undefined
            ? refused('InvalidSession', 'invalid API key')
            : accept(row, link);
        }
        case 'custom-token':
          return byToken(appId, provider, credential.token, link);
        case 'custom-function': {
          const { externalId, data } = credential;
          const identity = { id: externalId, provider_type: 'custom-function', data };
          return byIdentity(appId, identity, link);
        }
        default:
          return credential satisfies never;
      }
    },
    /** Notes an email address with its password; a user comes of it at the first login. */
    async register(
      appId: AppId,
      input: { email: string; password: string; confirmed: boolean },
    ): Promise<Done> {
      const email = normal(input.email);
      if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 320)
        return refused('InvalidParameter', 'invalid email address');
      // One that waits to be confirmed counts: a stranger must not change its password.
      if (ownerOf(appId, email) !== undefined)
        return refused('AccountNameInUse', 'name already in use');
      const bad = badPassword(input.password);
      if (bad !== null) return bad;
      const password = await hashPassword(input.password);
      await groups.commit(() =>
        registrations.save(appId, { email, password, confirmed: input.confirmed }, clock.now()),
      );
      return { ok: true };
    },
    /** Takes a registration back, where its confirmation function said no. */
    async unregister(appId: AppId, email: string): Promise<void> {
      await groups.commit(() => registrations.remove(appId, normal(email)));
    },
    /** Whether an address is known, and whether it still has to be confirmed. */
    stateOf(appId: AppId, email: string): 'unknown' | 'waiting' | 'confirmed' {
      const known = ownerOf(appId, normal(email));
      if (known === undefined) return 'unknown';
      return 'confirmed' in known && !known.confirmed ? 'waiting' : 'confirmed';
    },
    async confirm(appId: AppId, email: string): Promise<void> {
      const waiting = registrations.get(appId, normal(email));
      if (waiting === undefined) return;
      await groups.commit(() => {
        registrations.save(appId, { ...waiting, confirmed: true }, clock.now());
        registrations.removeTokens(appId, waiting.email, 'confirm');
      });
    },
    /** What a mail would carry; only its hash is kept. */
    async mailToken(appId: AppId, email: string, kind: EmailTokenKind) {
      const token = randomBytes(48).toString('hex');
      const tokenId = newId();
      const expiresAt = clock.now() + MAIL_MS;
      const kept = { id: tokenId, email: normal(email), hash: hashOf(token), expiresAt };
      await groups.commit(() => registrations.addToken(appId, kind, kept));
      return { token, tokenId };
    },
    /** The address a token was mailed to; undefined where it is wrong, of another kind or too old. */
    mailed(
      appId: AppId,
      kind: EmailTokenKind,
      given: { token: string; tokenId: string },
    ): string | undefined {
      const known = registrations.token(appId, kind, given.tokenId);
      const expected = Buffer.from(known?.hash ?? hashOf(''), 'hex');
      const isRight = sameBytes(expected, Buffer.from(hashOf(given.token), 'hex'));
      if (known === undefined || !isRight || known.expires_at <= clock.now()) return undefined;
      return known.email;
    },
    /** Whether a password is the present one of an address; takes the same time for nobody. */
    async knowsPassword(appId: AppId, email: string, password: string): Promise<boolean> {
      const known = ownerOf(appId, normal(email));
      return checkPassword(password, known?.password ?? null);
    },
    /** @returns the user whose sessions are over now; null where the address has no user yet */
    async setPassword(
      appId: AppId,
      email: string,
      password: string,
    ): Promise<{ ok: true; userId: string | null } | Refused> {
      const bad = badPassword(password);
      if (bad !== null) return bad;
      const address = normal(email);
      const row = store.byEmail(appId, address);
      const waiting = registrations.get(appId, address);
      const hash = await hashPassword(password);
      await groups.commit(() => {
        if (row !== undefined) store.save({ ...row, password: hash });
        else if (waiting !== undefined)
          registrations.save(appId, { ...waiting, password: hash }, clock.now());
        registrations.removeTokens(appId, address, 'reset');
      });
      return { ok: true, userId: row?.id ?? null };
    },
    setKeyEnabled: (appId: AppId, userId: string, keyId: string, enabled: boolean) =>
      groups.commit(() => store.setKeyDisabled(appId, userId, keyId, !enabled) > 0),
  };
}

function badPassword(password: string): Refused | null {
  if (password.length >= 6 && password.length <= 128) return null;
  return refused('InvalidParameter', 'password must be between 6 and 128 characters');
}

const parsed = (json: string): Record<string, unknown> =>
  JSON.parse(json) as Record<string, unknown>;
