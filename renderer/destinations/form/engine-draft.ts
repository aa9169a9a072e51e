import type {
  DestinationKind,
  EngineCredentials,
  EngineSettings,
} from '../../../preload/contract/deliveries/engines.ts';
import type { Destination } from '../../../preload/contract/destinations.ts';

/** What a destination can be, as people name it. */
export const KINDS: readonly { value: DestinationKind; label: string }[] = [
  { value: 'http', label: 'Web server (HTTP)' },
  { value: 'nats', label: 'NATS JetStream' },
  { value: 'kafka', label: 'Kafka' },
  { value: 'sqs', label: 'Amazon SQS' },
];

export type Way = 'none' | 'token' | 'user' | 'nkey';
export type Mechanism = 'none' | 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** Credentials as typed: of each kind of engine its own. */
export interface CredentialDraft {
  way: Way;
  mechanism: Mechanism;
  token: string;
  user: string;
  password: string;
  seed: string;
  jwt: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The part of the form that is about event engines. */
export interface EngineDraft {
  kind: DestinationKind;
  stream: string;
  subject: string;
  topic: string;
  messageKey: string;
  region: string;
  group: string;
  mode: 'binary' | 'structured';
  sentHeaders: 'none' | 'safe';
  /** Null leaves them as they are. */
  credentials: CredentialDraft | null;
}

export const NO_CREDENTIALS: CredentialDraft = {
  way: 'none',
  mechanism: 'none',
  token: '',
  user: '',
  password: '',
  seed: '',
  jwt: '',
  accessKeyId: '',
  secretAccessKey: '',
  sessionToken: '',
};

export function engineDraftOf(destination: Destination | null): EngineDraft {
  const engine = destination?.engine ?? null;
  const some = { ...engine } as Partial<
    Record<'stream' | 'subject' | 'topic' | 'key' | 'region' | 'group', string>
  >;
  return {
    kind: destination?.kind ?? 'http',
    stream: some.stream ?? '',
    subject: some.subject ?? 'webhooks.{provider}.{event}',
    topic: some.topic ?? '',
    messageKey: some.key ?? '{endpoint}',
    region: some.region ?? '',
    group: some.group ?? '{endpoint}',
    mode: engine?.mode ?? 'binary',
    sentHeaders: engine?.headers ?? 'none',
    credentials: destination === null || destination.kind === 'http' ? NO_CREDENTIALS : null,
  };
}

/** Another kind: an engine is not signed for unless somebody asks, and its credentials are its own. */
export const withKind = (kind: DestinationKind) => ({
  kind,
  signing: kind === 'http' ? 'standard' : 'none',
  credentials: NO_CREDENTIALS,
});

/** Settings of an engine as they are saved; null for a web server. */
export function engineSettings(draft: EngineDraft): EngineSettings | null {
  const both = { mode: draft.mode, headers: draft.sentHeaders };
  switch (draft.kind) {
    case 'nats':
      return { stream: draft.stream.trim(), subject: draft.subject.trim(), ...both };
    case 'kafka':
      return { topic: draft.topic.trim(), key: draft.messageKey.trim(), ...both };
    case 'sqs':
      return { region: draft.region.trim(), group: draft.group.trim(), ...both };
    case 'http':
      return null;
  }
}

/** Credentials as they are saved: undefined leaves them as they are, null takes them away. */
export function engineCredentials({
  kind,
  credentials: typed,
}: Pick<EngineDraft, 'kind' | 'credentials'>): EngineCredentials | null | undefined {
  if (kind === 'http') return null;
  if (typed === null) return undefined;
  const { user, password } = typed;
  if (kind === 'kafka') {
    return typed.mechanism === 'none' ? null : { mechanism: typed.mechanism, user, password };
  }
  if (kind === 'sqs') {
    const { accessKeyId, secretAccessKey, sessionToken } = typed;
    return accessKeyId.trim() === ''
      ? null
      : {
          accessKeyId: accessKeyId.trim(),
          secretAccessKey: secretAccessKey.trim(),
          sessionToken: sessionToken.trim(),
        };
  }
  if (typed.way === 'token') return { token: typed.token };
  if (typed.way === 'nkey') return { nkeySeed: typed.seed.trim(), jwt: typed.jwt.trim() };
  return typed.way === 'user' ? { user, password } : null;
}

type Note = (field: string, isWrong: boolean, words: string) => void;

/** Notes what is missing of an engine; the engine of Backstitch and the server judge the rest. */
export function noteEngine(draft: EngineDraft, url: string, note: Note): void {
  const { kind } = draft;
  if (kind === 'http') return;
  const [example, scheme] = ADDRESSES[kind];
  note('url', !scheme.test(url.trim()), `Write it as ${example}.`);
  note('engine.stream', kind === 'nats' && draft.stream.trim() === '', 'Name the stream.');
  note('engine.subject', kind === 'nats' && draft.subject.trim() === '', 'Say where to publish.');
  note('engine.topic', kind === 'kafka' && draft.topic.trim() === '', 'Name the topic.');
  note('engine.region', kind === 'sqs' && draft.region.trim() === '', 'Name the region.');
  const isKeyless = kind === 'sqs' && draft.credentials?.accessKeyId.trim() === '';
  note('credentials', isKeyless, 'SQS needs an access key.');
}

/** How the address of each engine is written. */
export const ADDRESSES = {
  nats: ['nats://localhost:4222', /^(?:nats|tls):\/\/./i],
  kafka: ['kafka://localhost:9092', /^kafkas?:\/\/./i],
  sqs: ['https://sqs.eu-west-1.amazonaws.com/123456789012/hooks', /^https?:\/\/./i],
} as const satisfies Record<Exclude<DestinationKind, 'http'>, readonly [string, RegExp]>;

/** Whether the server shows a certificate. */
export const speaksTls = (url: string): boolean => /^(?:https|tls|kafkas):/i.test(url.trim());
