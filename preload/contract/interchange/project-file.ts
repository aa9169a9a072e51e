import { z } from 'zod';
import { ViewInput } from '../captures/views.ts';
import { Chaos } from '../endpoints/chaos.ts';
import { CustomScheme } from '../signatures.ts';
import { HeaderPair } from '../shapes.ts';
import { IntegrationRules } from '../integrations.ts';
import { Expectation } from './expectations.ts';
import { DestinationItem } from './project-destinations.ts';
import { itemName, ProjectKey, SecretRef } from './project-references.ts';
import { TunnelItem } from './project-tunnel.ts';
import { RedactionName, RedactionRules } from './redaction.ts';

// What stands in `backstitch.json`. Plain schemas only: the JSON Schema of the file is made of them. Nothing
// here can widen what leaves a computer: allowed hosts, `allowPrivate` and `sendForReal` have no place in it.

const EndpointItem = z.strictObject({
  name: itemName,
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

const ForwardItem = z.strictObject({
  name: itemName,
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
  name: itemName,
  schema: z.string().max(60).default('').describe('empty: made of the name; cannot be changed'),
  primaryKey: rules.primaryKey.default([]),
  loading: rules.loading.default('append'),
  nested: rules.nested.default('json'),
  detectTimestamps: rules.detectTimestamps.default(false),
  strictTypes: rules.strictTypes.default(false),
  jsonInForms: rules.jsonInForms.default(false),
  reservedNames: rules.reservedNames.default('reject-record'),
});

const SearchItem = z.strictObject({ ...ViewInput.shape, name: itemName });

const QueryItem = z.strictObject({ name: itemName, sql: z.string().max(200_000) });

const { $schema: _schema, ...judged } = Expectation.shape;
const ExpectationItem = z.strictObject({ ...judged, name: itemName });

const RedactionItem = z.strictObject({
  ...RedactionRules.shape,
  name: RedactionName.optional().describe('left out: as its key'),
});

export const ProjectApp = z.strictObject({
  directory: z.string().min(1).max(500).describe('folder of the app, below that of the project'),
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
export type ForwardItem = z.infer<typeof ForwardItem>;
export type IntegrationItem = z.infer<typeof IntegrationItem>;
export type SearchItem = z.infer<typeof SearchItem>;
export type RedactionItem = z.infer<typeof RedactionItem>;
export type ExpectationItem = z.infer<typeof ExpectationItem>;
export type QueryItem = z.infer<typeof QueryItem>;
