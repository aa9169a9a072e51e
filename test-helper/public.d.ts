import type { Api } from './operations.d.ts';

/** How a Backstitch of your own is started. */
export interface StartOptions {
  /** Folder for what it keeps; it stays. Left out: a new one, deleted at the end. */
  dataDir?: string;
  /** Port for webhooks. Left out: any free one. */
  port?: number;
  /** Variables of its process, beside those of yours. */
  env?: Record<string, string | undefined>;
  /** How long it may take to start; 15,000 where left out. */
  startupTimeoutMs?: number;
  /** Is handed what it writes to its log. */
  log?: (text: string) => void;
}

/** Which Backstitch to connect to. */
export interface ConnectOptions {
  /**
   * Its data folder. Left out: the one that `backstitch run` names in the environment, else the one of
   * BACKSTITCH_DATA_DIR, else the usual one.
   */
  dataDir?: string;
}

/** A Backstitch that runs in a process of its own. */
export interface Backstitch extends AsyncDisposable {
  /** Where webhooks go: `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Every operation of its REST interface, typed: `api.captures.list({ search: 'status:5xx' })`. */
  readonly api: Api;
  /** The folder in which it keeps everything. */
  readonly dataDir: string;
  /** The URL of an endpoint, by its name, path or id. */
  urlOf(endpoint: string): Promise<string>;
  /**
   * Waits until enough captures match a search, and gives all that match, oldest first.
   *
   * @throws NotSeen, which says what was captured instead
   */
  waitFor(search: string, options?: WaitOptions): Promise<Capture[]>;
  /**
   * Judges an expectation, as `backstitch expect` does.
   *
   * @throws ExpectationFailed, whose message is the report
   */
  expect(expectation: Expectation): Promise<void>;
  /** A mark of now: `waitFor(search, { since })` then finds only what arrives later. */
  mark(): Promise<string>;
  /** Deletes all captures. */
  clear(): Promise<void>;
  /** What a search finds, newest first: 100 at most unless you say. */
  captures(search?: string, options?: { limit?: number }): Promise<Capture[]>;
  /** The body of a capture, exactly as it came, or what was answered. */
  body(id: string, of?: 'request' | 'reply'): Promise<Uint8Array>;
  /** Adds an endpoint: a path with a reply of yours. */
  endpoint(options: EndpointOptions): Promise<MadeEndpoint>;
  /**
   * Signs a body as a provider would, also with a secret that is saved in this Backstitch, by its name.
   *
   * @throws Refused, which says what is missing, and which names there are
   */
  sign(provider: string, options: SignByOptions): Promise<SignedRequest>;
  /** Sends a signed event of a provider. */
  send(provider: string, options: SendOptions): Promise<Answer>;
  /** Sends a capture or a fixture again; signed again where a secret is given. */
  replay(what: Capture | Fixture, options: ReplayOptions): Promise<Answer>;
  /** Stops it, if you started it. `await using` does the same. */
  stop(): Promise<void>;
}

export interface WaitOptions {
  /** How many are wanted at least; 1 where left out. 0: none may come for as long as `withinMs`. */
  count?: number | { min: number; max?: number };
  /** How long to wait; 10,000 where left out. */
  withinMs?: number;
  /** Only what arrived later than this mark, this capture, or this time in epoch ms. */
  since?: string | number;
  /** Count only those whose reply has ended; true where left out. */
  settled?: boolean;
}

/** As in a `*.expect.json` file. */
export interface Expectation {
  name?: string;
  search?: string;
  [field: string]: unknown;
}

/** Headers in the order they came, with their case. Names are found in any case. */
export interface HeaderMap extends Iterable<[name: string, value: string]> {
  /** The first value; undefined where there is none. */
  get(name: string): string | undefined;
  getAll(name: string): string[];
  has(name: string): boolean;
}

/** Something with a body. */
export interface HasBody {
  /** Exactly as it came. */
  readonly body: Uint8Array;
  /** The body as text, with content codings undone, in the charset that its headers name. */
  text(): string;
  /**
   * The body as JSON.
   *
   * @param options with `exact`, a number that JavaScript cannot hold is the string of its digits
   */
  json(options?: { exact?: boolean }): ReturnType<typeof JSON.parse>;
}

/** A request that was caught. */
export interface Capture extends HasBody {
  readonly id: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Path and query as they stood in the request. */
  readonly target: string;
  readonly query: URLSearchParams;
  readonly headers: HeaderMap;
  /** Who sent it, as far as Backstitch can tell: `stripe`. */
  readonly provider: string | null;
  /** `invoice.paid`. */
  readonly event: string | null;
  readonly deliveryId: string | null;
  /** ok: verified; token: the secret was right; bad; unset: no secret; unknown: cannot be judged. */
  readonly signature: 'ok' | 'token' | 'bad' | 'unset' | 'unknown' | null;
  /** Null while it is open. */
  readonly reply: { status: number; headers: HeaderMap; completed: boolean } | null;
}

export interface EndpointOptions {
  /** Takes this path and all below it. */
  path: string;
  /** As it is listed; the path where left out. */
  name?: string;
  /** Any where left out. */
  methods?: string[];
  reply?: {
    status?: number;
    headers?: Record<string, string>;
    /** An object is sent as JSON. */
    body?: string | object;
    delayMs?: number;
  };
  /** Fails the first requests, with 500 unless you say. */
  failFirst?: number | { count: number; status: number };
  /** Whose signatures are checked there. `refuse` answers 401 to what does not verify. */
  sender?: { provider: string; secret: string; refuse?: boolean };
}

export interface MadeEndpoint {
  readonly id: string;
  readonly url: string;
  remove(): Promise<void>;
}

export interface SignOptions {
  /** An object is signed as JSON; URLSearchParams as a form. */
  body: string | Uint8Array | URLSearchParams | object;
  /** The secret; for providers with a key pair, that of `testKey`. */
  secret: string;
  /** Where it goes: needed by providers that sign the URL. */
  url?: string;
  headers?: Record<string, string>;
  /** The time that is signed, as epoch ms or a Date; now where left out. */
  at?: number | Date;
  /** Id of the message, for providers that sign one; a new one where left out. */
  id?: string;
}

/** `secretName` is the label of a secret that is saved for the provider. */
export type SignByOptions = Omit<SignOptions, 'secret' | 'id'> &
  ({ secret: string; secretName?: never } | { secretName: string; secret?: never });

export interface SignedRequest {
  /** All to send, those you gave included. */
  headers: Record<string, string>;
  body: Uint8Array;
  /** Some providers sign in the query; '' where no URL was given. */
  url: string;
}

export interface SendOptions extends Partial<Omit<SignOptions, 'url'>> {
  secret: string;
  /** Which event; the first one that Backstitch knows a sample of where left out. */
  event?: string;
  /** Where to: a URL of your server. Left out: to this Backstitch. */
  to?: string;
}

export interface ReplayOptions {
  /** URL of your server. */
  to: string;
  /** Signs again. A fixture finds its secret in the variable that it names, too. */
  secret?: string;
  /** The time that is signed. */
  now?: number | Date;
  /** With a new message id, as if it were another event. */
  newId?: boolean;
}

/** What a server answered. */
export interface Answer extends HasBody {
  readonly status: number;
  readonly headers: HeaderMap;
}

/** A capture as files. */
export interface Fixture {
  /** Name of its folder. */
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  readonly provider: string | null;
  readonly event: string | null;
  /** Who signs it again, and the variable that holds the secret; null where nobody can. */
  readonly resign: { readonly provider: string; readonly secretEnv: string } | null;
}

/** A key pair that stands in for one only a provider has. */
export interface TestKey {
  /** Give it to `sign` and `send` as `secret`. */
  secret: string;
  /** Give it to your code, in the form that receivers of the provider take. */
  publicKey: string;
  /** The same key in every form. */
  publicKeys: { form: string; text: string }[];
}

/** Starts a Backstitch of your own: free ports, a new folder, no tunnel. It ends with your process. */
export declare function startBackstitch(options?: StartOptions): Promise<Backstitch>;

/** Connects to one that runs, such as the one of `backstitch run -- npm test`. */
export declare function connectBackstitch(options?: ConnectOptions): Promise<Backstitch>;

/**
 * Signs a body as a provider would. Needs no Backstitch.
 *
 * @throws Error that says what is missing: a secret in another form, a URL, a test key
 */
export declare function sign(provider: string, options: SignOptions): SignedRequest;

/** A new key pair for a provider that signs with one, such as Discord or PayPal. */
export declare function testKey(provider: string): TestKey;

/** Reads a fixture: its folder, or its `request.json`. */
export declare function loadFixture(path: string): Fixture;

/** Reads all fixtures of a folder, in the order of their names. */
export declare function fixtures(folder: string): Fixture[];

/**
 * Sends a capture or a fixture to your server, without a Backstitch: signed again where there is a secret.
 *
 * @throws Error for a fixture that is signed again, where neither `secret` nor its variable has the secret
 */
export declare function replay(what: Capture | Fixture, options: ReplayOptions): Promise<Answer>;

/** What was waited for did not come. The message says what was captured instead. */
export declare class NotSeen extends Error {
  constructor(message: string, found: Capture[]);
  /** What did match. */
  readonly found: Capture[];
}

/** An expectation was not met. The message is the report. */
export declare class ExpectationFailed extends Error {
  constructor(message: string, report: unknown);
  readonly report: unknown;
}

/** Backstitch refused a call, and says why. */
export declare class Refused extends Error {
  constructor(message: string, code: string, status: number);
  /** Stable: `SEARCH_INVALID`. */
  readonly code: string;
  readonly status: number;
}
