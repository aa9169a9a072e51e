import { z } from 'zod';

/** An app of ours; opaque. Its vendor-style name on the wire is `clientAppId`. */
export const AppId = z.string().min(1).max(40).brand<'AppId'>();
export type AppId = z.infer<typeof AppId>;

/** JSON text as it stands in a file: key order and digits of numbers are kept. '' where absent. */
export const JsonText = z.string().max(1_000_000);

/** Changes with every change of the item's files; a save with an old one is refused. */
export const Revision = z.string().max(64);

/** A service name, also where old exports put blanks into it. */
export const ServiceName = z.string().min(1).max(64);

export const HttpMethod = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'ANY']);
export type HttpMethod = z.infer<typeof HttpMethod>;

export const Validation = z.enum(['NO_VALIDATION', 'SECRET_AS_QUERY_PARAM', 'VERIFY_PAYLOAD']);
export type Validation = z.infer<typeof Validation>;

/** Who a webhook or function runs as, as it stands in the file. Precedence is top to bottom. */
export const RunAs = z.object({
  runAsSystem: z.boolean().nullable().describe('null where the file does not say'),
  runAsAuthedUser: z.boolean(),
  runAsUserId: z.string().max(200),
  runAsUserIdScriptSource: z.string().max(1_000_000),
  fetchCustomUserData: z.boolean(),
  createUserOnAuth: z.boolean(),
});
export type RunAs = z.infer<typeof RunAs>;

/** An incoming webhook of a service: `incoming_webhooks/<name>/{config.json,source.js}`. */
export const Webhook = RunAs.extend({
  name: z.string().min(1).max(200),
  canEvaluate: JsonText,
  httpMethod: HttpMethod,
  validation: Validation.describe('of GitHub services: VERIFY_PAYLOAD where a secret is set'),
  secret: z.string().max(500),
  respondResult: z.boolean(),
  disableArgLogs: z.boolean(),
  source: z.string().max(5_000_000),
  problem: z.string().nullable().describe('why it cannot run, e.g. no source.js'),
});
export type Webhook = z.infer<typeof Webhook>;

/** An action rule: `rules/<name>.json`. */
export const ActionRule = z.object({
  name: z.string().min(1).max(200),
  actions: z.array(z.string().max(200)).max(200),
  when: JsonText,
});
export type ActionRule = z.infer<typeof ActionRule>;

/** A service interface of an app. */
export const Service = z.object({
  name: ServiceName,
  type: z
    .string()
    .max(60)
    .describe('http, twilio, github, aws, aws-s3, aws-ses, gcm, mongodb-atlas, …'),
  directory: z.string().describe('its folder inside the app, as found'),
  config: JsonText.describe('object'),
  secretConfig: z.record(z.string(), z.string()).describe('field to the name of a Secret'),
  rules: z.array(ActionRule),
  webhooks: z.array(Webhook),
});
export type Service = z.infer<typeof Service>;

/** A named function. */
export const AppFunction = RunAs.extend({
  name: z.string().min(1).max(200).describe('`a/b` where nested in folders'),
  private: z.boolean(),
  canEvaluate: JsonText,
  disableArgLogs: z.boolean(),
  source: z.string().max(5_000_000),
  problem: z.string().nullable(),
});
export type AppFunction = z.infer<typeof AppFunction>;

/** A successor HTTPS endpoint: a route that calls a named function. */
export const HttpsEndpoint = z.object({
  route: z.string().min(1).max(500),
  httpMethod: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*']),
  functionName: z.string(),
  validation: Validation,
  secretName: z.string(),
  respondResult: z.boolean(),
  fetchCustomUserData: z.boolean(),
  createUserOnAuth: z.boolean(),
  disabled: z.boolean(),
  returnType: z.enum(['JSON', 'EJSON']),
});
export type HttpsEndpoint = z.infer<typeof HttpsEndpoint>;

/** `values/<name>.json`. With `fromSecret` the value is the JSON text of a Secret's name. */
export const AppValue = z.object({
  name: z.string().min(1).max(64),
  value: JsonText,
  fromSecret: z.boolean(),
});
export type AppValue = z.infer<typeof AppValue>;

export const EnvironmentTag = z.enum(['', 'development', 'testing', 'qa', 'production']);
export const Environment = z.object({
  tag: EnvironmentTag,
  values: JsonText.describe('object: the values of the chosen environment'),
});
export type Environment = z.infer<typeof Environment>;

/** `auth_providers/<name>.json` or an entry of `auth/providers.json`. */
export const AuthProvider = z.object({
  name: z.string(),
  type: z.string().describe('local-userpass, api-key, custom-token, anon-user, …'),
  disabled: z.boolean(),
  config: JsonText,
  secretConfig: JsonText,
  metadataFields: JsonText.describe('array of {required, name, field_name}'),
});
export type AuthProvider = z.infer<typeof AuthProvider>;

/** What a role lets a user do with one field. Expressions are JSON text; '' where absent: not at all. */
export interface FieldRule {
  read: string;
  write: string;
  fields: Record<string, FieldRule>;
}
export const FieldRule: z.ZodType<FieldRule> = z.lazy(() =>
  z.object({ read: JsonText, write: JsonText, fields: z.record(z.string(), FieldRule) }),
);

/** A role of users in a collection. The first whose `applyWhen` is true counts, for each document. */
export const CollectionRole = z.object({
  name: z.string(),
  applyWhen: JsonText,
  read: JsonText,
  write: JsonText,
  insert: JsonText,
  delete: JsonText,
  fields: z.record(z.string(), FieldRule),
  additionalFields: FieldRule,
});
export type CollectionRole = z.infer<typeof CollectionRole>;

/** Rules of a collection of a `mongodb-atlas` service. */
export const CollectionRule = z.object({
  service: z.string(),
  database: z.string().describe('"" with collection "": for those that have no rules of their own'),
  collection: z.string(),
  roles: z.array(CollectionRole),
  filters: z.array(
    z.object({ name: z.string(), applyWhen: JsonText, query: JsonText, projection: JsonText }),
  ),
});
export type CollectionRule = z.infer<typeof CollectionRule>;

/** `auth/custom_user_data.json`. */
export const CustomUserData = z.object({
  enabled: z.boolean(),
  service: z.string(),
  database: z.string(),
  collection: z.string(),
  userIdField: z.string(),
});

/** The whole app as its files say it. The files are the truth; this is read from them. */
export const AppModel = z.object({
  clientAppId: z.string(),
  name: z.string(),
  configVersion: z.number().int(),
  allowedRequestOrigins: z.array(z.string()),
  environment: Environment,
  deployment: z.object({ model: z.string(), providerRegion: z.string(), hostingUri: z.string() }),
  services: z.array(Service),
  functions: z.array(AppFunction),
  endpoints: z.array(HttpsEndpoint),
  values: z.array(AppValue),
  authProviders: z.array(AuthProvider),
  collectionRules: z.array(CollectionRule),
  customUserData: CustomUserData.nullable(),
});
export type AppModel = z.infer<typeof AppModel>;

/** What Backstitch itself keeps about an app. Not part of the vendor's format, never exported. */
export const AppSettings = z.object({
  strictServiceRules: z.boolean().describe('rules also decide about the system user'),
  offline: z.boolean().describe('services answer from stubs; nothing leaves this computer'),
  concurrency: z.number().int().min(1).max(10_000).describe('requests in flight before a 429'),
  clientApi: z
    .boolean()
    .optional()
    .describe('whether client applications can call the app; left out: as it is'),
  trace: z
    .enum(['off', 'pass', 'start'])
    .optional()
    .describe(
      'W3C trace context of HTTP calls of functions: pass goes on with the traceparent that the webhook ' +
        'came with, start begins one where none came; left out: pass',
    ),
});
export type AppSettings = z.infer<typeof AppSettings>;

/** How a service works here, beyond what its files say. */
export const ServiceSettings = z.object({
  sendForReal: z.boolean().describe('Twilio and push: false keeps everything in the outbox'),
  endpoint: z.string().max(2000).describe('base URL used instead of the vendor’s; "" for theirs'),
  mongoUri: z.string().max(2000).describe('mongodb:// server; "" for the store on this computer'),
  allowedHosts: z
    .array(z.string().max(300))
    .max(100)
    .describe('private hosts (host or host:port) that HTTP actions may call'),
  verifyTwilio: z.boolean().describe('check X-Twilio-Signature with the service’s auth token'),
});
export type ServiceSettings = z.infer<typeof ServiceSettings>;

/** Caps of one run. Bytes and milliseconds. */
export const FunctionLimits = z.object({
  timeMs: z.number().int().min(50).max(300_000),
  memoryBytes: z.number().int().min(8_000_000).max(1_000_000_000),
  stackBytes: z.number().int().min(64_000).max(1_000_000),
  outputBytes: z.number().int().min(1000).max(64_000_000),
  logBytes: z.number().int().min(0).max(10_000_000),
  hostCalls: z.number().int().min(0).max(100_000),
});
export type FunctionLimits = z.infer<typeof FunctionLimits>;
