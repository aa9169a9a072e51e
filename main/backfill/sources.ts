import type { z } from 'zod';
import type {
  BackfillSource,
  BackfillSourceId,
  BackfillSourceInput,
  BackfillTest,
} from '../../preload/contract/backfill.ts';
import { BackstitchError } from '../lib/errors.ts';
import { newId } from '../lib/new-id.ts';
import { parseTarget } from '../outbound/target.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { BackfillStore, KeptSource } from './backfill-store.ts';
import { type CallerParts, callProvider, type Called } from './caller.ts';
import { ADAPTERS } from './providers/providers.ts';
import { secretsIn } from './said.ts';

interface Parts extends CallerParts {
  store: BackfillStore;
  groups: Pick<GroupCommit, 'commit'>;
  /** Path of the newest capture of a provider; undefined where there is none. */
  pathOf: (provider: string) => Promise<string | undefined>;
  publicUrl: () => string | null;
  /** @throws BackstitchError BACKFILL_BUSY, while the source is being asked */
  mustBeFree: (id: BackfillSourceId) => void;
  onChange: () => void;
}

type Input = z.infer<typeof BackfillSourceInput>;

/** Of a shorter token nothing is shown, as of signing secrets. */
const SHORT = 12;
const TEST_MS = 30_000;

/** Accounts at providers. Their tokens leave this room for the provider only. */
export function openSources(parts: Parts) {
  const { store, groups, clock } = parts;

  function find(id: BackfillSourceId): KeptSource {
    const found = store.sources().find((source) => source.id === id);
    if (found) return found;
    throw new BackstitchError('BACKFILL_SOURCE_NOT_FOUND');
  }

  async function save(input: Input, before: KeptSource | undefined): Promise<BackfillSource> {
    const { info } = ADAPTERS[input.provider];
    const source: KeptSource = {
      id: before?.id ?? (newId('bfs_') as BackfillSourceId),
      provider: input.provider,
      name: input.name || info.label,
      settings: settingsOf(input),
      path: input.path || (await parts.pathOf(input.provider)) || `/${input.provider}`,
      token: input.token?.trim() || before?.token || '',
      createdAt: before?.createdAt ?? clock.now(),
    };
    check(source);
    await groups.commit(() => store.putSource(source));
    parts.onChange();
    return shown(source);
  }

  return {
    find,
    list: (): BackfillSource[] => store.sources().map(shown),
    /** What leaves Backstitch is searched for them. */
    tokens: (): string[] => store.sources().flatMap(({ token }) => secretsIn(token)),
    create: (input: Input): Promise<BackfillSource> => save(input, undefined),
    async update({ id, ...input }: Input & { id: BackfillSourceId }): Promise<BackfillSource> {
      const before = find(id);
      if (before.provider !== input.provider) {
        throw new BackstitchError('BACKFILL_INVALID', 'An account stays with its provider.', {
          field: 'provider',
          hint: 'Add another account for another provider.',
        });
      }
      // A token is not carried along to another host: whoever changes the address says it again.
      const { base } = ADAPTERS[input.provider];
      const moved = base(settingsOf(input)) !== base(before.settings);
      if (moved && !input.token?.trim()) {
        throw new BackstitchError('BACKFILL_INVALID', 'The token was given for another address.', {
          field: 'token',
          hint: 'Paste the token again, for the new address.',
        });
      }
      return save(input, before);
    },
    async remove({ id }: { id: BackfillSourceId }): Promise<void> {
      find(id);
      parts.mustBeFree(id);
      await groups.commit(() => store.removeSource(id));
      parts.onChange();
    },
    /** Says what a look found, also where the provider said no: that is an answer, not an error. */
    async test({ id }: { id: BackfillSourceId }): Promise<BackfillTest> {
      const source = find(id);
      const adapter = ADAPTERS[source.provider];
      const now = clock.now();
      const span = { from: now - 60_000, to: now, only: 'undelivered' as const };
      const ask = adapter.hooks?.ask(source.settings) ?? adapter.list(source.settings, span, null);
      try {
        const called = await callProvider(parts, { ...source, adapter }, ask, {
          signal: AbortSignal.timeout(TEST_MS),
        });
        return told(source, called, parts.publicUrl());
      } catch (error) {
        const said = error instanceof BackstitchError ? error : undefined;
        const text = said?.message ?? `${adapter.info.label} did not answer within 30 s.`;
        const hint = said?.hint === undefined ? '' : ` ${said.hint}`;
        return { ok: false, text: text + hint, hooks: [] };
      }
    },
  };
}

function told(source: KeptSource, { status, answer }: Called, publicUrl: string | null) {
  const { info, hooks } = ADAPTERS[source.provider];
  if (status >= 400 || answer === undefined) {
    const text =
      status === 404
        ? `${info.label} does not know what was filled in, or the token may not see it.`
        : `${info.label} answered ${status}.`;
    return { ok: false, text, hooks: [] };
  }
  const found = (hooks?.read(answer) ?? []).map((hook) => ({
    ...hook,
    ours: publicUrl !== null && sameHost(hook.url, publicUrl),
  }));
  if (hooks === undefined) return { ok: true, text: `${info.label} answers.`, hooks: found };
  const ours = found.filter((hook) => hook.ours).length;
  const count = `${found.length} ${found.length === 1 ? 'webhook' : 'webhooks'}`;
  const pointing = ours === 0 ? 'none of them points here now' : `${ours} of them point here`;
  const text = `${info.label} answers. It has ${count}${found.length === 0 ? '' : `; ${pointing}`}.`;
  return { ok: true, text, hooks: found };
}

const sameHost = (left: string, right: string): boolean =>
  URL.parse(left)?.host !== undefined && URL.parse(left)?.host === URL.parse(right)?.host;

/** Only what the provider's fields ask for, without spaces around it. */
function settingsOf({ provider, settings }: Input): Record<string, string> {
  const names = ADAPTERS[provider].info.fields.map(({ name }) => name);
  const given = names.map((name) => [name, (settings[name] ?? '').trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

function check({ provider, settings, path, token }: KeptSource): void {
  const { info, base, problem } = ADAPTERS[provider];
  const refuse = (text: string, field: string): never => {
    throw new BackstitchError('BACKFILL_INVALID', text, { field });
  };
  for (const { name, label, required } of info.fields) {
    if (required && (settings[name] ?? '') === '') refuse(`Fill in: ${label}.`, `settings.${name}`);
  }
  const wrong = problem?.(settings) ?? null;
  if (wrong !== null) refuse(wrong.text, `settings.${wrong.field}`);
  const target = parseTarget(base(settings));
  if (!target.ok) refuse(target.why, 'settings.base');
  if (token === '') refuse('Paste a token of the account.', 'token');
  if (/[^\x21-\x7e]/.test(token)) refuse('A token has no spaces, and only ASCII letters.', 'token');
  if (!path.startsWith('/')) refuse('The path begins with a slash, such as /github.', 'path');
}

function shown({ token, ...source }: KeptSource): BackfillSource {
  return {
    ...source,
    settings: { ...source.settings },
    last4: token.length < SHORT ? '' : token.slice(-4),
  };
}
