import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Surplus } from '../../captures/arrival.ts';
import { endOfChunks, endOfGoodChunks, endOfHead, looksLikeRequest } from './framing.ts';
import { brokeAt, type Failure, readFailure } from '../parse-errors.ts';
import { createSurplusHeap, type SurplusHeap } from './surplus.ts';

/** One request of a connection, and what the connection brought behind it. */
export interface Exchange {
  /** Told once, where the parser gives up in the body. */
  onBroken: ((failure: Failure) => void) | null;
  /** Tells, now or later, that the connection is closed, unless a newer request came on it. */
  whenClosed(tell: () => void): void;
  /** What arrived that is no part of its body, up to now; null where nothing did. */
  surplus(): Surplus | null;
  /** Whether its answer is the last one of the connection. */
  ends(): boolean;
  /** Says that it was answered, or never will be. */
  answered(): void;
}

/** An arrival whose head the parser could not read. */
export interface BrokenHead extends Failure {
  /** All that arrived of it until then. */
  bytes: Buffer;
  exchange: Exchange;
}

/** Small packets held are joined above this. */
const MOST_PACKETS = 256;
const EMPTY = Buffer.alloc(0);
const wires = new WeakMap<Socket, Wire>();

/** The wire of a socket that is watched. */
export const wireOf = (socket: Socket): Wire | undefined => wires.get(socket);

/**
 * Reads a connection beside Node's parser, which hands out neither what it could not read nor where
 * a request ended. It holds references to what the parser has not accounted for yet: one packet in
 * the ordinary case, never a copy.
 */
export class Wire {
  /** Raw bytes since the end of what is accounted for. */
  #held: Buffer[] = [];
  #packet: Buffer = EMPTY;
  #inBody: 'no' | 'counted' | 'chunked' = 'no';
  /** Data of the newest chunk in `#held`, and where it does not begin before. */
  #chunk: Buffer | null = null;
  #floor = 0;
  #newest: Exchange | null = null;
  readonly #open = new Set<Exchange>();
  #idle: (() => void)[] = [];
  /** When the other end closed its side; monotonic ms. */
  endedAt: number | null = null;
  #onClosed: (() => void)[] = [];
  #isClosed = false;
  /** Since the parser gave up: whose the bytes are that arrive, and they. */
  #stray: { owner: Exchange | null; heap: SurplusHeap } | null = null;

  constructor(socket: Socket) {
    wires.set(socket, this);
    // Before the parser sees them. It makes Node hand packets to JavaScript: see NOTES.md.
    socket.prependListener('data', (packet: Buffer) => this.#arrived(packet));
    socket.once('end', () => (this.endedAt = performance.now()));
    socket.once('close', () => this.#closed());
  }

  /** Whether the parser gave up: what it says from then on is of no use. */
  get gaveUp(): boolean {
    return this.#stray !== null;
  }
  /** Whether a request waits for its answer. */
  get busy(): boolean {
    return this.#open.size > 0;
  }
  /** Resolves once all that was asked so far is answered. */
  answered(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #arrived(packet: Buffer): void {
    if (this.#stray !== null) return this.#stray.heap.add(packet);
    this.#packet = packet;
    this.#held.push(packet);
    if (this.#held.length > MOST_PACKETS) this.#held = [Buffer.concat(this.#held)];
  }

  /** The parser has read a head. */
  head(): Exchange {
    const raw = this.#joined();
    this.#hold(raw.subarray(endOfHead(raw)));
    this.#inBody = 'counted';
    this.#chunk = null;
    this.#floor = 0;
    return this.#begin();
  }

  /** The parser has read part of a body, or with null its end. */
  body(chunk: Buffer | null, isChunked: boolean): void {
    if (this.#stray !== null) return;
    if (isChunked) this.#inBody = 'chunked';
    if (chunk === null) this.#bodyEnded();
    else if (isChunked) this.#chunkRead(chunk);
    else this.#hold(this.#joined().subarray(chunk.length));
  }

  #chunkRead(chunk: Buffer): void {
    // What the packets before this one held is accounted for by now.
    if (this.#held.length > 1) {
      this.#held = [this.#packet];
      this.#floor = 0;
    } else this.#floor += this.#chunk?.length ?? 0;
    this.#chunk = chunk;
  }

  #bodyEnded(): void {
    if (this.#inBody === 'chunked') {
      const raw = this.#joined();
      this.#hold(raw.subarray(endOfChunks(this.#chunks(raw))));
    }
    this.#inBody = 'no';
    this.#chunk = null;
    // An idle connection holds nothing.
    if (this.#held.length === 0) this.#packet = EMPTY;
  }

  #chunks(raw: Buffer) {
    return { raw, last: this.#chunk, floor: this.#floor };
  }

  /**
   * Takes an error of the parser or of the socket.
   *
   * @returns a broken head that is an arrival of its own; null where the error belongs to a request
   * that is handled already, or where nothing had arrived.
   */
  failed(error: Error): BrokenHead | null {
    const failure = readFailure(error, this.#inBody !== 'no');
    const raw = this.#joined();
    this.#held = [];
    if (this.#inBody !== 'no') return this.#brokenBody(raw, failure, brokeAt(error));
    const isRest = this.#newest !== null && !looksLikeRequest(raw);
    if (raw.length === 0 || isRest) {
      this.#strayed(this.#newest, raw);
      return null;
    }
    const exchange = this.#begin();
    // Its answer is written by hand, once those before it are sent.
    this.#open.delete(exchange);
    this.#strayed(exchange, EMPTY);
    return { ...failure, bytes: raw, exchange };
  }

  #brokenBody(raw: Buffer, failure: Failure, parsed: number | undefined): null {
    const limit = parsed === undefined ? raw.length : raw.length - this.#packet.length + parsed;
    const from = this.#inBody === 'chunked' ? endOfGoodChunks(this.#chunks(raw), limit) : 0;
    const exchange = this.#newest;
    this.#strayed(exchange, raw.subarray(from));
    exchange?.onBroken?.(failure);
    return null;
  }

  #strayed(owner: Exchange | null, bytes: Buffer): void {
    const heap = createSurplusHeap();
    heap.add(bytes);
    this.#stray = { owner, heap };
  }

  #closed(): void {
    // Half a head or a line end behind a whole request: the parser does not complain of these.
    if (this.#stray === null && this.#inBody === 'no') {
      this.#strayed(this.#newest, this.#joined());
    }
    this.#held = [];
    this.#isClosed = true;
    for (const tell of this.#onClosed.splice(0)) tell();
  }

  whenClosed(tell: () => void): void {
    if (this.#isClosed) tell();
    else this.#onClosed.push(tell);
  }
  surplusOf(exchange: Exchange): Surplus | null {
    return this.#stray?.owner === exchange ? this.#stray.heap.get() : null;
  }
  endsWith(exchange: Exchange): boolean {
    return this.#stray?.owner === exchange;
  }
  wasAnswered(exchange: Exchange): void {
    this.#open.delete(exchange);
    if (this.busy || this.#idle.length === 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #begin(): Exchange {
    const exchange = new WireExchange(this);
    this.#open.add(exchange);
    this.#newest = exchange;
    // Nothing can come any more that would be theirs: a long connection must not hold them all.
    this.#onClosed = [];
    return exchange;
  }

  #joined(): Buffer {
    return this.#held.length === 1 ? (this.#held[0] ?? EMPTY) : Buffer.concat(this.#held);
  }
  #hold(rest: Buffer): void {
    this.#held = rest.length > 0 ? [rest] : [];
  }
}

/** One is made for every request: methods, not closures. */
class WireExchange implements Exchange {
  readonly #wire: Wire;
  onBroken: Exchange['onBroken'] = null;

  constructor(wire: Wire) {
    this.#wire = wire;
  }
  whenClosed(tell: () => void): void {
    this.#wire.whenClosed(tell);
  }
  surplus(): Surplus | null {
    return this.#wire.surplusOf(this);
  }
  ends(): boolean {
    return this.#wire.endsWith(this);
  }
  answered(): void {
    this.#wire.wasAnswered(this);
  }
}

/** A request that tells its wire what the parser hands out, at the moment it does. */
export class WatchedRequest extends IncomingMessage {
  readonly #wire: Wire | undefined;
  readonly exchange: Exchange | undefined;

  constructor(socket: Socket) {
    super(socket);
    this.#wire = wires.get(socket);
    this.exchange = this.#wire?.head();
  }
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    this.#wire?.body(chunk, this.headers['transfer-encoding'] !== undefined);
    return super.push(chunk, encoding);
  }
}
