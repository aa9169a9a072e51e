import type { Database } from 'better-sqlite3';
import { sameText } from '../../lib/secrets/constant-time.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import {
  findUrlSecrets,
  isMask,
  maskHead,
  maskOf,
  maskTarget,
  mayHoldSecret,
  replaceUrlSecrets,
  type UrlSecret,
} from '../../lib/secrets/url-secrets.ts';
import type { Arrival } from '../arrival.ts';

/** A parameter of the query that is checked, with the values that are right now. */
export interface AskedInQuery {
  name: string;
  values: readonly string[];
}

/** URLs that a token in them opens. */
interface Tokens {
  /** The URL that a token opens, revoked ones too. */
  idOf: (token: string) => number | undefined;
  /** A token for one request by that URL; undefined where there is no such URL. */
  once: (urlId: number) => string | undefined;
}

/** What of the query of a request is checked by whoever takes it. Reads memory only. */
type Asked = (method: string, target: string) => readonly AskedInQuery[];

const NO_TOKENS: Tokens = { idOf: () => undefined, once: () => undefined };

/** Which secret a capture came with, without the secret. */
type Proof =
  | { kind: 'token'; mask: string; urlId: number }
  /** `nth` of the values that were right. */
  | { kind: 'query'; name: string; nth: number };

/** An arrival as it may be written to disk. */
export interface Writable {
  arrival: Arrival;
  /** To be called in the transaction that writes it. */
  save: (() => unknown) | null;
}

export type UrlSecrets = ReturnType<typeof openUrlSecrets>;

/**
 * Keeps what authenticates a URL out of the captures: a capture shows a mask, and knows which URL
 * or webhook the secret was right for, so that it can be sent to the intake again. Whoever takes requests
 * says what is a secret in them, before the first one comes.
 */
export function openUrlSecrets(db: Database) {
  let tokens = NO_TOKENS;
  let asked: Asked = () => [];
  const insert = db.prepare<[number, string]>(
    'INSERT INTO capture_url_secrets (capture_id, proofs) VALUES (?, ?)',
  );
  const select = db
    .prepare<[number], string>('SELECT proofs FROM capture_url_secrets WHERE capture_id = ?')
    .pluck();
  const isToken = (digits: string): boolean => tokens.idOf(digits) !== undefined;

  const askedOf = (method: string, target: string): readonly AskedInQuery[] =>
    target.includes('?') ? asked(method, target) : [];
  const lookingFor = (wanted: readonly AskedInQuery[]) => ({
    names: wanted.map(({ name }) => name.toLowerCase()),
    isToken,
  });

  function proofOf(secret: UrlSecret, wanted: readonly AskedInQuery[]): Proof | undefined {
    if (secret.kind === 'token') {
      const urlId = tokens.idOf(secret.value.toLowerCase());
      return urlId === undefined ? undefined : { kind: 'token', mask: maskOf(secret), urlId };
    }
    const { name, value } = secret;
    const nth = wanted
      .find((one) => one.name === name)
      ?.values.findIndex((one) => sameText(one, value));
    return nth === undefined || nth < 0 ? undefined : { kind: 'query', name, nth };
  }

  function maskHeaders(headers: HeaderPair[]): HeaderPair[] {
    if (!headers.some(([, value]) => mayHoldSecret(value))) return headers;
    const masked = headers.map(([name, value]): HeaderPair => [
      name,
      maskTarget(value, { isToken }),
    ]);
    return masked.every(([, value], i) => value === headers[i]?.[1]) ? headers : masked;
  }

  /** What came behind a request is often the head of another. */
  function maskSurplus<T extends Arrival['surplus']>(surplus: T): T {
    if (!surplus) return surplus;
    const bytes = maskHead(surplus.bytes, { isToken });
    return bytes === surplus.bytes ? surplus : { ...surplus, bytes };
  }

  function proofsOf(rowId: number): Proof[] {
    const kept = select.get(rowId);
    // Written below, by this program.
    return kept === undefined ? [] : (JSON.parse(kept) as Proof[]);
  }

  return {
    opensWith(those: Tokens): void {
      tokens = those;
    },
    asks(those: Asked): void {
      asked = those;
    },
    /** An arrival without the secrets of its URL, before anything of it is written. */
    leaveOut(arrival: Arrival): Writable {
      const { target, body } = arrival;
      const wanted = askedOf(arrival.method, target);
      const secrets = findUrlSecrets(target, lookingFor(wanted));
      const headers = maskHeaders(arrival.headers);
      // What the parser gave up on is kept as raw bytes, head and all.
      const raw = arrival.httpVersion === '' && body.kind === 'memory';
      const bytes = raw ? maskHead(body.bytes, { isToken }) : null;
      const surplus = maskSurplus(arrival.surplus);
      const unchanged = headers === arrival.headers && surplus === arrival.surplus;
      if (secrets.length === 0 && unchanged && !raw) {
        return { arrival, save: null };
      }
      const proofs = secrets
        .map((secret) => proofOf(secret, wanted))
        .filter((proof) => proof !== undefined);
      return {
        arrival: {
          ...arrival,
          target: replaceUrlSecrets(target, secrets, maskOf),
          headers,
          ...(surplus !== undefined && { surplus }),
          body: raw && bytes !== null ? { ...body, bytes } : body,
        },
        save: proofs.length === 0 ? null : () => insert.run(arrival.id, JSON.stringify(proofs)),
      };
    },
    /**
     * A kept target with what was left out of it in its place again, as far as that can be had: the
     * saved secret of a query, and for a token one that opens its URL for one request.
     *
     * @param of row id of the capture it comes from; whoever asks must be allowed to act for it
     * @param withTokens false where nothing is sent to the intake
     */
    fillIn(method: string, target: string, of: number, withTokens = true): string {
      const wanted = askedOf(method, target);
      const masks = findUrlSecrets(target, lookingFor(wanted)).filter(({ value }) => isMask(value));
      if (masks.length === 0) return target;
      const proofs = proofsOf(of);
      return replaceUrlSecrets(target, masks, ({ kind, name, value }) => {
        for (const proof of proofs) {
          if (kind === 'token' && proof.kind === 'token' && proof.mask === value) {
            return withTokens ? tokens.once(proof.urlId) : undefined;
          }
          if (kind === 'query' && proof.kind === 'query' && proof.name === name) {
            const saved = wanted.find((one) => one.name === name)?.values[proof.nth];
            return saved === undefined ? undefined : encodeURIComponent(saved);
          }
        }
        return undefined;
      });
    },
    maskSurplus,
    /** Whether something of a target is left out. */
    isMasked: (method: string, target: string): boolean =>
      findUrlSecrets(target, lookingFor(askedOf(method, target))).some(({ value }) =>
        isMask(value),
      ),
    /** A URL as it may be shown and kept. */
    mask: (url: string): string => maskTarget(url, { isToken }),
  };
}
