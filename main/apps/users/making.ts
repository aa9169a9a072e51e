import type { AppId } from '../../../preload/contract/app-model.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { hashKey, newKey } from './keys.ts';
import { newId, newUser } from './new-user.ts';
import { hashPassword } from './password.ts';
import type { openUserStore, UserRow } from './user-store.ts';

interface Parts {
  store: ReturnType<typeof openUserStore>;
  groups: GroupCommit;
  clock: Clock;
}

/** A user cannot be like this; `field` names the input that is wrong. */
export const invalid = (field: string, message: string): BackstitchError =>
  new BackstitchError('USER_INVALID', message, { field });

/** Makes users of each kind. @throws BackstitchError USER_INVALID */
export function createMaking({ store, groups, clock }: Parts) {
  const fresh = (appId: AppId, more: Partial<UserRow>): UserRow => ({
    ...newUser(appId, clock.now()),
    ...more,
  });

  async function createEmail(appId: AppId, email: string, password: string): Promise<UserRow> {
    const address = email.trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw invalid('email', 'This is not an email address.');
    if (password.length < 6 || password.length > 128) {
      throw invalid('password', 'Use 6 to 128 characters for a password.');
    }
    if (store.byEmail(appId, address) !== undefined) {
      throw invalid('email', 'There is already a user with this email.');
    }
    const row = fresh(appId, {
      email: address,
      password: await hashPassword(password),
      data: JSON.stringify({ email: address }),
    });
    await groups.commit(() => {
      store.save(row);
      store.addIdentity(appId, row.id, {
        id: newId(),
        provider_type: 'local-userpass',
        data: { email: address },
      });
    });
    return row;
  }
  async function createStandIn(appId: AppId, id: string, name: string): Promise<UserRow> {
    if (id.trim() === '') throw invalid('id', 'Enter the id that the app expects.');
    if (store.get(appId, id) !== undefined)
      throw invalid('id', 'There is already a user with this id.');
    const row = fresh(appId, { id, name });
    await groups.commit(() => store.save(row));
    return row;
  }
  async function createServer(appId: AppId, name: string): Promise<{ row: UserRow; key: string }> {
    const row = fresh(appId, { type: 'server', name, data: JSON.stringify({ name }) });
    const key = newKey();
    const keyId = newId();
    await groups.commit(() => {
      store.save(row);
      store.addIdentity(appId, row.id, { id: keyId, provider_type: 'api-key', data: {} });
      store.addKey({
        id: keyId,
        appId,
        userId: row.id,
        name: name === '' ? 'key' : name,
        hash: hashKey(key),
        createdAt: clock.now(),
      });
    });
    return { row, key };
  }
  async function createAnonymous(appId: AppId, name: string): Promise<UserRow> {
    const row = fresh(appId, { name });
    await groups.commit(() => {
      store.save(row);
      store.addIdentity(appId, row.id, { id: newId(), provider_type: 'anon-user', data: {} });
    });
    return row;
  }

  return { createEmail, createStandIn, createServer, createAnonymous };
}
