import { z } from 'zod';
import { ViewInput } from '../captures/views.ts';
import { Chaos } from '../endpoints/chaos.ts';
import { RetrySchedule, OrderKey, StatusRule } from '../deliveries/rules.ts';
import { CustomScheme } from '../signatures.ts';
import { HeaderPair } from '../shapes.ts';
import { IntegrationRules } from '../integrations.ts';
import { Expectation } from './expectations.ts';
import { RedactionName, RedactionRules } from './redaction.ts';

// What stands in `backstitch.json`. Plain schemas only: the JSON Schema of the file is made of them. Nothing
// here can widen what leaves a computer: allowed hosts, `allowPrivate` and `sendForReal` have no place in it.

/** Name of an item in the file; other items refer to it by this. */
export const ProjectKey = z.string().regex(
  // A number alone would not keep its place: JavaScript puts such fields first.
  /^(?!\d+$)[a-z0-9][a-z0-9-]{0,62}$/,
  'Use up to 63 lower-case letters, digits and -, beginning with a letter or digit, with a letter in it',
);

/** Of a secret that this computer keeps under a name. */
export const SecretName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'Use up to 64 letters, digits, _ and -, beginning with a letter or digit',
  );

const OneRef = z.union([
  z.strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'This is no name of a variable')
      .describe('name of a variable of the environment'),
  }),
  z.strictObject({ secret: SecretName.describe('name given with `backstitch secret set`') }),
]);

const INTO_A_VARIABLE =
  'Secrets do not stand in this file: put it into a variable and write {"env": "NAME"}, or keep it with ' +
  '`backstitch secret set NAME` and write {"secret": "NAME"}';

/** Where a secret is found; of several, the first that is there. */
export const SecretRef = z
  .union([OneRef, z.array(OneRef).min(1).max(10)], {
    error: ({ input }) => (typeof input === 'string' ? INTO_A_VARIABLE : undefined),
  })
  .describe('{"env": "NAME"}, {"secret": "NAME"}, or a list of both: the first that is found');
export type SecretRef = z.infer<typeof SecretRef>;

const name = z.string().trim().min(1).max(80).optional().describe('left out: as its key');

const EndpointItem = z.strictObject({
  name,
  enabled: z.boolean().default(true),
  path: z.string().max(500).describe('path prefix: /orders takes /orders and /orders/…'),
  methods: z.array(z.string().max(40)).max(20).default([]).describe('empty: any method'),
  reply: z
    .strictObject({
      status: z.number().int().min(200).max(599).default(200),
      headers: z.array(HeaderPair).max(100).default([]),
      bodyKind: z.enum(['text', 'json']).default('text'),
      body: z.string().max(1_000_000).default(''),
      delayMs: z.number().int().min(0).max(120_000).default(0),
      chaos: Chaos.optional().describe('what goes wrong on purpose'),
    })
    .prefault({}),
  failFirst: z
    .strictObject({
      count: z.number().int().min(0).max(1000).default(0).describe('0 switches it off'),
      status: z.number().int().min(400).max(599).default(500),
    })
    .prefault({}),
  forward: z
    .strictObject({
      destination: ProjectKey.describe('key of a destination'),
      onFailure: z.enum(['queue', 'unavailable', 'reply']).default('queue'),
      deadlineMs: z.number().int().min(500).max(120_000).default(25_000),
      appendPath: z.boolean().default(false),
    })
    .nullable()
    .default(null)
    .describe('the sender waits for the answer of this destination'),
  sender: z
    .strictObject({
      provider: z.string().max(60).nullable().default(null).describe('null: detected'),
      custom: CustomScheme.strict().nullable().default(null),
      refuse: z.boolean().default(false).describe('answer 401 to what does not verify'),
      handshakes: z.boolean().default(true),
      publicUrl: z.string().max(2000).nullable().default(null),
      verifyToken: SecretRef.nullable().default(null),
      secrets: z.array(SecretRef).max(20).default([]).describe('the first signs'),
    })
    .nullable()
    .default(null),
});

const DestinationItem = z.strictObject({
  name,
  url: z.string().min(1).max(4000).describe('https, or http on this computer'),
  headers: z.array(HeaderPair).max(100).default([]).describe('no credentials among them'),
  authorization: SecretRef.nullable().default(null).describe('value of Authorization'),
  secret: SecretRef.nullable().default(null).describe('signs; null: one made on each computer'),
  signing: z.string().min(1).max(60).default('standard'),
  events: z.array(z.string().max(200)).max(100).default([]),
  schedule: RetrySchedule.default({ kind: 'stitchex' }),
  timeoutMs: z.number().int().min(1000).max(120_000).nullable().default(null),
  statusRules: z.array(StatusRule.strict()).max(20).default([]),
  filter: z.string().max(4000).default(''),
  ordering: z.enum(['parallel', 'fifo', 'keyed']).default('parallel'),
  orderKey: OrderKey.nullable().default(null),
  concurrency: z.number().int().min(1).max(20).default(5),
  rate: z
    .strictObject({
      count: z.number().int().min(1).max(10_000),
      per: z.enum(['second', 'minute']),
    })
    .nullable()
    .default(null),
  idempotencyKey: z.boolean().default(true),
  trace: z
    .enum(['off', 'pass', 'start'])
    .optional()
    .describe('W3C trace context; pass if left out'),
});

const ForwardItem = z.strictObject({
  name,
  destination: ProjectKey.describe('key of a destination'),
  endpoint: ProjectKey.nullable().default(null).describe('key of an endpoint; null: any'),
  enabled: z.boolean().default(true),
  search: z.string().max(2000).default(''),
  body: z.enum(['exact', 'transformed']).default('exact'),
  transform: z
    .strictObject({ app: z.string().max(100), function: z.string().max(200) })
    .nullable()
    .default(null),
  signature: z.enum(['keep', 'sign']).default('sign'),
  unverified: z.enum(['keep', 'drop']).default('keep'),
  appendPath: z.boolean().default(false),
});

const rules = IntegrationRules.shape;
const IntegrationItem = z.strictObject({
  name,
  schema: z.string().max(60).default('').describe('empty: made of the name; cannot be changed'),
  primaryKey: rules.primaryKey.default([]),
  loading: rules.loading.default('append'),
  nested: rules.nested.default('json'),
  detectTimestamps: rules.detectTimestamps.default(false),
  strictTypes: rules.strictTypes.default(false),
  jsonInForms: rules.jsonInForms.default(false),
  reservedNames: rules.reservedNames.default('reject-record'),
});

const SearchItem = z.strictObject({ ...ViewInput.shape, name });

const QueryItem = z.strictObject({ name, sql: z.string().max(200_000) });

const { $schema: _schema, ...judged } = Expectation.shape;
const ExpectationItem = z.strictObject({ ...judged, name });

const RedactionItem = z.strictObject({
  ...RedactionRules.shape,
  name: RedactionName.optional().describe('left out: as its key'),
});

export const ProjectApp = z.strictObject({
  directory: z.string().min(1).max(500).describe('folder of the app, below that of the project'),
});

const TunnelItem = z.strictObject({
  mode: z.enum(['off', 'localtunnel']),
  subdomain: z.string().max(63).default(''),
});

const SettingsItem = z.strictObject({
  bodyCapBytes: z.number().int().min(1024).max(2_000_000_000).optional(),
  keepCount: z.number().int().min(100).max(10_000_000).optional(),
  keepDays: z.number().int().min(1).max(3650).optional(),
  keepBytes: z.number().int().min(10_000_000).max(1_000_000_000_000).optional(),
  keepDeliveryDays: z.number().int().min(1).max(3650).optional(),
  keepDeliveryBytes: z.number().int().min(10_000_000).max(1_000_000_000_000).optional(),
});

const keyed = <S extends z.ZodType>(item: S) => z.record(ProjectKey, item).default({});

/** The whole file. The order of the fields is the order in which Backstitch writes them. */
export const ProjectFile = z.strictObject({
  $schema: z.string().max(1000).optional(),
  endpoints: keyed(EndpointItem).describe('in order of matching'),
  destinations: keyed(DestinationItem),
  forwards: keyed(ForwardItem),
  integrations: keyed(IntegrationItem).describe('their URLs are never in the file'),
  searches: keyed(SearchItem).describe('saved views'),
  savedQueries: keyed(QueryItem),
  expectations: keyed(ExpectationItem).describe('as `backstitch expect` judges them'),
  redaction: keyed(RedactionItem).describe('profiles that exports take by name'),
  apps: z.array(ProjectApp).max(20).default([]),
  tunnel: TunnelItem.optional(),
  settings: SettingsItem.default({}),
});
export type ProjectFile = z.infer<typeof ProjectFile>;
export type EndpointItem = z.infer<typeof EndpointItem>;
export type DestinationItem = z.infer<typeof DestinationItem>;
export type ForwardItem = z.infer<typeof ForwardItem>;
export type IntegrationItem = z.infer<typeof IntegrationItem>;
export type SearchItem = z.infer<typeof SearchItem>;
export type RedactionItem = z.infer<typeof RedactionItem>;
export type ExpectationItem = z.infer<typeof ExpectationItem>;
export type QueryItem = z.infer<typeof QueryItem>;
export type TunnelItem = z.infer<typeof TunnelItem>;
