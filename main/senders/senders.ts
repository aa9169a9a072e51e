import type { Database } from 'better-sqlite3';
import type { ProviderInfo, SenderSettings } from '../../preload/contract/signatures.ts';
import type { CaptureId, EndpointId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { type Protection, NO_PROTECTION } from '../secrets/secrets.ts';
import { HANDSHAKES } from '../signatures/handshakes.ts';
import { canSignWith, pairOfProvider } from '../signatures/keys/secret-forms.ts';
import { findProvider, PROVIDERS } from '../signatures/providers/providers.ts';
import type { Provider, Secret } from '../signatures/scheme.ts';
import { viewRequest } from '../signatures/request-view.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { type VerificationInput, providerSet } from './verifying/verification.ts';
import { checkSettings, infoOf } from './provider-info.ts';
import { createGate, isOfApp, type Request } from './gate.ts';
import { createReports, type KeptCaptures } from './sender-reports.ts';
import { newSecretFor } from '../signatures/keys/new-secret.ts';
import { sendSample } from './send-sample.ts';
import { ASKING_IN_QUERY, askedInQueryOf } from './asked-in-query.ts';
import { createSigning } from './signing/sign-as-sender.ts';
import { signingFor } from './signing/sign-for-a-test.ts';
import { createSecretTrials } from './secrets/secret-trials.ts';
import { openSenderSecrets } from './secrets/secrets.ts';
import { openSenderStore } from './sender-store.ts';
import { createProposing } from './choosing/proposing.ts';
import { tryScheme } from './verifying/try-scheme.ts';
import { createTrials } from './trials/thread.ts';
import type { Taker } from './unanswered.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  protection?: Protection | undefined;
  captures: KeptCaptures;
  /** Where an endpoint takes requests on this machine; undefined where there is no such endpoint. */
  urlOf: (endpointId: EndpointId) => string | undefined;
  /** Endpoints that take a path, whatever methods they take. */
  takersOf: (path: string) => readonly Taker[];
  /** Bases of URLs under which the intake is reached now: the tunnel's, its own. */
  knownUrls: () => readonly string[];
}

const DEFAULTS: SenderSettings = {
  provider: null,
  custom: null,
  refuse: false,
  handshakes: true,
  verifyToken: null,
  publicUrl: null,
};
/** Who sends: providers and their secrets, what is asked of them, what is known of each capture. */
export function openSenders(parts: Parts) {
  const { groups, clock, captures } = parts;
  const store = openSenderStore(parts.db, parts.protection ?? NO_PROTECTION);
  const settings = store.settings();
  /** Verify tokens that a project file refers to: in memory only. */
  const lentTokens = new Map<string, string>();
  const kept = (endpointId: string | null): SenderSettings =>
    (endpointId === null ? undefined : settings.get(endpointId)) ?? DEFAULTS;
  const at = (endpointId: string | null): SenderSettings => {
    const own = kept(endpointId);
    const token = endpointId === null ? undefined : lentTokens.get(endpointId);
    return token === undefined ? own : { ...own, verifyToken: token };
  };
  const secrets = openSenderSecrets({
    store,
    groups,
    now: () => clock.now(),
    providerAt: (endpointId) => providerSet(at(endpointId)),
  });
  const inputFor = (request: Request, endpointId: string | null): VerificationInput => ({
    request,
    body: request.body,
    settings: at(endpointId),
    secretsFor: (provider) => secrets.of(endpointId, provider),
    othersFor: (provider) => secrets.others(endpointId, provider),
    explains: false,
    knownUrls: () => parts.knownUrls(),
  });

  const gate = createGate({
    settingsAt: at,
    secretsOf: secrets.of,
    inputFor,
    now: () => clock.now(),
  });

  /** For a sample: the secrets that sign, or one made for it, so that it can be verified. */
  async function signingOrNew(endpointId: EndpointId, provider: Provider): Promise<Secret[]> {
    const known = secrets.signing(endpointId, provider.id);
    if (known.some(({ value }) => canSignWith(provider, value))) return known;
    const usual = { ...provider, schemes: provider.schemes.slice(0, 1) };
    if (pairOfProvider(usual) !== null) await secrets.addTestKey(endpointId, provider);
    else {
      const label = `Sample secret for ${provider.label}`;
      const owner = { endpointId, provider: provider.id };
      await secrets.add({ owner, label, value: newSecretFor(provider, 'sample_') });
    }
    return secrets.signing(endpointId, provider.id).slice(0, 1);
  }

  const trials = createTrials();
  const { report, verifyKept, verifyAgain } = createReports({
    captures,
    now: () => clock.now(),
    settingsAt: at,
    secrets: secrets.all,
    trials,
    inputFor: (kept) => inputFor(kept, kept.endpointId),
    takersOf: (path) => parts.takersOf(path),
  });

  const endpointExists = (endpointId: EndpointId): void => {
    if (!isOfApp(endpointId) && parts.urlOf(endpointId) === undefined) {
      throw new BackstitchError('ENDPOINT_NOT_FOUND');
    }
  };

  return {
    intake: {
      asks(endpointId: EndpointId): boolean {
        const own = settings.get(endpointId);
        if (own === undefined || own.provider === null) return false;
        return own.refuse || (own.handshakes && HANDSHAKES.includes(own.provider));
      },
      check: gate.check,
      note: gate.note,
      /** Parameters of the query that prove who sends, with what is right. Reads memory only. */
      askedInQuery(endpointId: EndpointId): { name: string; values: string[] }[] {
        const own = at(endpointId);
        const set = providerSet(own);
        return (set === null ? ASKING_IN_QUERY : [set]).flatMap((provider) =>
          askedInQueryOf(provider, secrets.of(endpointId, provider.id), own),
        );
      },
    },
    /** Every text by which a sender proves who it is: what leaves Backstitch is searched for them. */
    secretTexts: (): string[] => [
      ...secrets.all().map(({ value }) => value),
      ...[...settings.values()].flatMap(({ verifyToken }) => verifyToken ?? []),
      ...lentTokens.values(),
    ],
    /** What a project file refers to, for one endpoint: believed from now on, and never written. */
    lend(
      endpointId: EndpointId,
      {
        secrets: texts,
        verifyToken,
      }: { secrets: { name: string; value: string }[]; verifyToken: string | null },
    ): void {
      if (verifyToken === null) lentTokens.delete(endpointId);
      else lentTokens.set(endpointId, verifyToken);
      secrets.lend(endpointId, kept(endpointId).provider, texts);
    },
    /** The texts that are kept of an endpoint, the newest first; those that are lent are not. */
    keptTexts: (endpointId: EndpointId): { secrets: string[]; verifyToken: string | null } => ({
      secrets: store
        .secrets()
        .filter(({ owner, isTestKey }) => owner.endpointId === endpointId && !isTestKey)
        .map(({ value }) => value),
      verifyToken: kept(endpointId).verifyToken,
    }),
    sign: createSigning({
      settingsAt: at,
      signing: secrets.signing,
      now: () => clock.now(),
    }),
    /** Senders that were set, by the id of the endpoint or webhook. Reads memory only. */
    chosen: (): ReadonlyMap<string, { provider: string; refuse: boolean }> =>
      new Map(
        [...settings].flatMap(([id, { provider, refuse }]) =>
          provider === null ? [] : [[id, { provider, refuse }] as const],
        ),
      ),
    propose: createProposing({
      captures,
      settingsAt: at,
      secrets: secrets.all,
      trials,
      now: () => clock.now(),
    }),
    surface: {
      providers: (): ProviderInfo[] => PROVIDERS.map(infoOf),
      settings: ({ endpointId }: { endpointId: EndpointId }): SenderSettings => kept(endpointId),
      async saveSettings({ endpointId, ...input }: SenderSettings & { endpointId: EndpointId }) {
        endpointExists(endpointId);
        const checked = checkSettings(input);
        await groups.commit(() => store.saveSettings(endpointId, checked));
        settings.set(endpointId, checked);
        return checked;
      },
      secrets: ({ endpointId }: { endpointId?: EndpointId | undefined }) =>
        secrets.list(endpointId),
      addSecret: secrets.add,
      addTestKey({ endpointId, provider }: { endpointId: EndpointId; provider: string }) {
        endpointExists(endpointId);
        const found = findProvider(provider);
        if (found === undefined)
          throw new BackstitchError('SENDER_INVALID', 'There is no such provider.');
        return secrets.addTestKey(endpointId, found);
      },
      retireSecret: ({ id, retiring }: { id: string; retiring: boolean }) =>
        secrets.retire(id, retiring),
      removeSecret: async ({ id }: { id: string }) => ({ removed: await secrets.remove(id) }),
      revealSecret: ({ id }: { id: string }) => ({ value: secrets.reveal(id) }),
      async keepOffered({ id }: { id: CaptureId }) {
        const kept = await captures.find(id);
        const view = viewRequest({ ...kept, urls: [] });
        const value = view.header('X-Hook-Secret') ?? view.read('json:verification_token');
        if (value === undefined || kept.endpointId === null) {
          throw new BackstitchError('SENDER_INVALID', 'This request contains no secret.');
        }
        const owner = { endpointId: kept.endpointId, provider: kept.provider };
        return secrets.add({ owner, label: 'From the handshake', value });
      },
      ofCapture: ({ id }: { id: CaptureId }) => report(id),
      ...createSecretTrials({ captures, settingsAt: at, secrets: secrets.all, trials, verifyKept }),
      async verify({ id }: { id: CaptureId }, signal?: AbortSignal) {
        await verifyAgain(id, signal);
        return report(id);
      },
      tryScheme: async (input: Parameters<typeof tryScheme>[1] & { id: CaptureId }) =>
        tryScheme(await captures.find(input.id), input),
      sign: signingFor({ secretsOf: secrets.ofProvider, now: () => clock.now() }),
      async sendSample({ endpointId, sample }: { endpointId: EndpointId; sample: string }) {
        const url = parts.urlOf(endpointId);
        if (url === undefined) throw new BackstitchError('ENDPOINT_NOT_FOUND');
        return sendSample({
          sample,
          url,
          publicUrl: at(endpointId).publicUrl,
          now: clock.now(),
          secretsFor: (provider) => signingOrNew(endpointId, provider),
        });
      },
    },
  };
}
