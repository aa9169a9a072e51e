import { randomUUID } from 'node:crypto';
import type {
  SecretForm,
  SecretOwner,
  SenderSecret,
} from '../../../preload/contract/signatures/secrets.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { newPem } from '../../signatures/keys/new-pair.ts';
import { publicHalf } from '../../signatures/keys/public-forms.ts';
import { inForm } from '../../signatures/keys/written-forms.ts';
import { pairOfProvider, secretHint, takesSecret } from '../../signatures/keys/secret-forms.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import type { Provider, Secret } from '../../signatures/scheme.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { elsewhere, vouching } from './owners.ts';
import type { KeptSecret, openSenderStore } from '../sender-store.ts';

interface Parts {
  store: ReturnType<typeof openSenderStore>;
  groups: GroupCommit;
  now: () => number;
  /** The provider that is set for an endpoint. */
  providerAt: (endpointId: EndpointId) => Provider | null;
}

interface NewSecret {
  owner: SecretOwner;
  label: string;
  value: string;
  /** The form in which it was found to fit; left out: as it was typed. */
  form?: SecretForm;
}

/** Secrets of senders: several at a time, the newest first. Verifying reads memory only. */
export function openSenderSecrets({ store, groups, now, providerAt }: Parts) {
  /** By the endpoint that they vouch at: kept by somebody else, here in memory only. */
  const lent = new Map<EndpointId, KeptSecret[]>();
  const read = (): KeptSecret[] => [...[...lent.values()].flat(), ...store.secrets()];
  let all = read();
  const reload = (): void => {
    all = read();
  };

  function find(id: string): KeptSecret {
    const found = all.find((secret) => secret.id === id);
    if (found) return found;
    throw new BackstitchError('SENDER_INVALID', 'This secret was deleted.');
  }

  const isLent = (id: string): boolean => [...lent.values()].flat().some((one) => one.id === id);
  function mustBeKept(id: string): void {
    find(id);
    if (!isLent(id)) return;
    throw new BackstitchError('SENDER_INVALID', 'This secret comes from the project file.', {
      hint: 'Take it out of the file, or change the variable that it names.',
    });
  }

  async function keep(owner: SecretOwner, value: string, label: string, isTestKey = false) {
    const id = randomUUID();
    const createdAt = Math.max(now(), (all[0]?.createdAt ?? 0) + 1);
    const secret = { id, owner, label, value, retiring: false, isTestKey, createdAt };
    await groups.commit(() => store.insertSecret(secret));
    reload();
    return show(find(id));
  }

  return {
    /** Those that vouch at an endpoint for a provider; its own before those of the provider. */
    of: (endpointId: string | null, provider: string): Secret[] =>
      vouching(all, endpointId, provider),
    /** The ones that sign: not those that are only believed for a while. */
    signing: (endpointId: string | null, provider: string): Secret[] =>
      vouching(all, endpointId, provider).filter(({ retiring }) => !retiring),
    /** Those of a provider, wherever they vouch, the newest first: for somebody who names one. */
    ofProvider: (provider: string): KeptSecret[] =>
      all.filter(({ owner }) =>
        owner.provider === null
          ? owner.endpointId !== null && providerAt(owner.endpointId)?.id === provider
          : owner.provider === provider,
      ),
    others: (endpointId: string | null, provider: string): Secret[] =>
      elsewhere(all, endpointId, provider),
    /** Secrets that somebody else keeps, the first signs; none: they are taken back. Nothing is written. */
    lend(
      endpointId: EndpointId,
      provider: string | null,
      texts: readonly { name: string; value: string }[],
    ): void {
      lent.delete(endpointId);
      if (texts.length > 0) {
        const secrets = texts.map(({ name, value }) => ({
          id: `project:${endpointId}:${name}`,
          owner: { endpointId, provider: provider === 'custom' ? null : provider },
          label: `${name}, of the project`,
          value,
          retiring: false,
          isTestKey: false,
          createdAt: now(),
        }));
        lent.set(endpointId, secrets);
      }
      reload();
    },
    /** All of them, with their texts: they leave this room for signing and verifying only. */
    all: (): readonly KeptSecret[] => all,
    list(endpointId?: EndpointId): SenderSecret[] {
      const shown = all.filter(
        ({ owner }) =>
          endpointId === undefined || owner.endpointId === null || owner.endpointId === endpointId,
      );
      return shown.map(show);
    },
    async add(input: NewSecret): Promise<SenderSecret> {
      const { owner } = input;
      if (owner.endpointId === null && owner.provider === null) {
        throw new BackstitchError('SENDER_INVALID', 'Say which endpoint or provider it is for.');
      }
      const provider =
        owner.provider === null
          ? owner.endpointId && providerAt(owner.endpointId)
          : (findProvider(owner.provider) ?? null);
      if (owner.provider !== null && provider === null) {
        throw new BackstitchError('SENDER_INVALID', `There is no provider “${owner.provider}”.`);
      }
      // What is pasted brings spaces along; no provider has secrets that begin or end with them.
      const { form = 'typed' } = input;
      const value = form === 'typed' ? input.value.trim() : inForm(provider, input.value, form);
      if (value === null) {
        const text = 'The secret cannot be kept in this form.';
        throw new BackstitchError('SENDER_INVALID', text, { field: 'form' });
      }
      checkValue(value, provider);
      return keep(owner, value, input.label || labelFor(provider, all.length));
    },
    addTestKey(endpointId: EndpointId, provider: Provider): Promise<SenderSecret> {
      const kind = pairOfProvider(provider);
      if (kind === null) {
        const text = `${provider.label} signs with a shared secret: add that one.`;
        throw new BackstitchError('SENDER_INVALID', text);
      }
      const owner = { endpointId, provider: provider.id };
      return keep(owner, newPem(kind), `Test key for ${provider.label}`, true);
    },
    async retire(id: string, retiring: boolean): Promise<SenderSecret> {
      mustBeKept(id);
      await groups.commit(() => store.setRetiring(id, retiring));
      reload();
      return show(find(id));
    },
    async remove(id: string): Promise<boolean> {
      if (isLent(id)) mustBeKept(id);
      const removed = await groups.commit(() => store.removeSecret(id));
      reload();
      return removed > 0;
    },
    reveal: (id: string): string => find(id).value,
  };
}

function labelFor(provider: Provider | null, count: number): string {
  return `${provider?.label ?? 'Secret'} ${count + 1}`;
}

function checkValue(value: string, provider: Provider | null): void {
  if (value === '') {
    throw new BackstitchError(
      'SENDER_INVALID',
      'Paste the secret: with an empty one anyone could sign.',
      {
        field: 'value',
      },
    );
  }
  if (provider === null || takesSecret(provider, value)) return;
  throw new BackstitchError('SENDER_INVALID', `This is not the ${provider.secret}.`, {
    field: 'value',
    hint: secretHint(provider),
  });
}

function show(secret: KeptSecret): SenderSecret {
  const { id, owner, label, value, retiring, isTestKey, createdAt } = secret;
  const last4 = value.length < 12 || isTestKey ? '' : value.slice(-4);
  const publicKeys = isTestKey
    ? publicHalf(value, findProvider(owner.provider ?? '')?.publicForm)
    : [];
  const publicKey = publicKeys.find(({ form }) => form === 'PEM')?.text ?? null;
  return { id, owner, label, last4, retiring, isTestKey, publicKey, publicKeys, createdAt };
}
