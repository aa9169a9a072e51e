import type { AppUser } from '../../../preload/contract/apps/app-data.ts';
import { type AskedByUser, json, jsonWithSecrets, nothing, type Said } from './asked.ts';
import { readObject, text } from './fields.ts';
import { type ClientApiParts, findProvider } from './client-app.ts';
import { CallRefused, invalidSession } from './refusal.ts';

type Key = AppUser['apiKeys'][number];

const MAX_KEYS = 100;

const shown = ({ id, name, disabled }: Key) => ({ _id: id, name, disabled });

/** Keys that users make for themselves. The key is told once, in the answer that made it. */
export function createKeys({ users }: ClientApiParts) {
  function keysOf({ app, user }: AskedByUser): Key[] {
    const view = users.view(app.id, user.id);
    if (view === undefined) throw invalidSession();
    return view.apiKeys;
  }
  function mustFind(asked: AskedByUser): Key {
    const id = asked.call.route?.parts.key ?? '';
    const found = keysOf(asked).find((key) => key.id === id);
    if (found === undefined) throw new CallRefused('ApiKeyNotFound', 'API key not found');
    return found;
  }
  /** Whoever came by a key may not make more of them, or change them. */
  function requireProvider(asked: AskedByUser): void {
    const provider = findProvider(asked.app, 'api-key');
    if (provider === undefined || provider.disabled)
      throw new CallRefused('AuthProviderNotFound', "auth provider not found: 'api-key'");
    if (asked.user.type === 'server')
      throw new CallRefused('InvalidParameter', 'a server user cannot have keys of its own');
  }
  const enable = async (asked: AskedByUser, enabled: boolean): Promise<Said> => {
    const key = mustFind(asked);
    await users.accounts.setKeyEnabled(asked.app.id, asked.user.id, key.id, enabled);
    return nothing;
  };
  return {
    list: (asked: AskedByUser): Said => json(keysOf(asked).map(shown)),
    get: (asked: AskedByUser): Said => json(shown(mustFind(asked))),
    async create(asked: AskedByUser): Promise<Said> {
      requireProvider(asked);
      const name = text(readObject(asked.body), 'name', 200);
      const keys = keysOf(asked);
      if (keys.some((key) => key.name === name))
        throw new CallRefused('ApiKeyAlreadyExists', `API key already exists: '${name}'`);
      if (keys.length >= MAX_KEYS)
        throw new CallRefused('InvalidParameter', `a user has at most ${MAX_KEYS} API keys`);
      const made = await users.addApiKey({ appId: asked.app.id, id: asked.user.id, name });
      const key = made.user.apiKeys.find((one) => one.name === name);
      if (key === undefined) throw invalidSession();
      return jsonWithSecrets({ ...shown(key), key: made.apiKey }, ['key'], 201);
    },
    async remove(asked: AskedByUser): Promise<Said> {
      const key = mustFind(asked);
      await users.removeApiKey({ appId: asked.app.id, id: asked.user.id, keyId: key.id });
      return nothing;
    },
    enable: (asked: AskedByUser): Promise<Said> => enable(asked, true),
    disable: (asked: AskedByUser): Promise<Said> => enable(asked, false),
  };
}
