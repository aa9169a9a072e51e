/** What the scripts of this folder give each other; each is `(host, parts) => its part`. */
interface GuestParts {
  bson: GuestBson;
  ejson: GuestEjson;
  console: Record<'log' | 'info' | 'debug' | 'warn' | 'error', (...args: unknown[]) => void>;
  utils: { crypto: object; jwt: object };
  clients: GuestClients;
  webhook: GuestWebhook;
}

/** BSON types as functions see them, and what our own scripts need of them. */
interface GuestBson {
  BSON: Record<string, (...args: unknown[]) => GuestBsonValue>;
  /** Name of the BSON type of a value, '' for everything else. Runs no code of the value. */
  kindOf(value: unknown): string;
  /** Takes the buffer over, without a copy. */
  binaryOf(buffer: HostValue, subType?: number): GuestBsonValue;
  /** A copy of the bytes of a Binary, a view or an ArrayBuffer; the UTF-8 of a string. */
  bytesOf(value: unknown): ArrayBuffer;
  isBytes(value: unknown): boolean;
  long(value: bigint): object;
}

/** Each type has its own: options of a regular expression, length of a Binary. */
type GuestBsonValue = object & { readonly options?: string; length?(): number };

interface GuestEjson {
  /** `EJSON` of functions. */
  EJSON: { parse(text: unknown): unknown; stringify(value: unknown): string | undefined };
  /** Canonical EJSON text; null where JSON has nothing to say: undefined, functions. */
  encode(value: unknown): string | null;
  decode(text: string): unknown;
  /** Plain JSON text: numbers unwrapped, dates in ISO form, ids in hexadecimal. */
  toPlain(value: unknown): string | null;
}

type GuestCall = (action: string, args: unknown) => Promise<unknown>;
type GuestCallSync = (action: string, args: unknown) => unknown;

interface GuestClients {
  create(
    service: { name: string; type: string; region: string },
    call: GuestCall,
    callSync: GuestCallSync,
  ): object;
  isCursor(value: unknown): boolean;
  /** `context.http`. */
  http(call: GuestCall): object;
}

interface GuestWebhook {
  payload(request: GuestWebhookRequest): object;
  createResponse(): { response: object; taken(): GuestReply | null };
  /** A copy of headers that is found in by any case, and lists canonical names. */
  headersOf(headers: Record<string, string[]>): Record<string, string[]>;
}

interface GuestWebhookRequest {
  serviceType: string;
  method: string;
  query: [string, string][];
  headers: Record<string, string[]>;
  body: ArrayBuffer | null;
}

interface GuestReply {
  status: number;
  headers: [string, string][];
  /** null where setBody was never called. */
  bodyBase64: string | null;
}
