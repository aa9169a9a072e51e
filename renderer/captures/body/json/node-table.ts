/** What a node is. Containers come first so that `kind <= JSON_KIND.array` asks for one. */
export const JSON_KIND = {
  object: 0,
  array: 1,
  string: 2,
  number: 3,
  true: 4,
  false: 5,
  null: 6,
} as const;
export type JsonKind = (typeof JSON_KIND)[keyof typeof JSON_KIND];

export interface JsonProblem {
  /** UTF-16 offset into the text. */
  offset: number;
  line: number;
  column: number;
  message: string;
}

/**
 * The nodes of a JSON text in document order, as columns of offsets into that text. Nothing is
 * converted: numbers, escapes, key order and duplicate keys stay what the source says. A column
 * store because a million small objects would cost ten times the memory and could not be handed
 * from a worker to the page without a copy of each.
 */
export interface JsonModel {
  count: number;
  kind: Uint8Array;
  /** First character of the value. */
  start: Uint32Array;
  /** One past the last character of the value. */
  end: Uint32Array;
  /** Offset of the opening quote of the key; 0 where there is none (a key never stands at 0). */
  key: Uint32Array;
  /** -1 at the top. */
  parent: Int32Array;
  /** The first node after this one that is not inside it. */
  skip: Uint32Array;
  /** Position among its siblings, from 0. */
  index: Uint32Array;
  /** Number of children. */
  size: Uint32Array;
  depth: Uint32Array;
  /** Where and why reading stopped. The nodes before that place are whole and usable. */
  problem: JsonProblem | null;
}

export interface JsonDocument {
  text: string;
  model: JsonModel;
}

type Columns = Omit<JsonModel, 'count' | 'problem'>;

/** The memory behind a model, for handing it to another thread. The model is gone here after. */
export function buffersOf(model: JsonModel): ArrayBufferLike[] {
  const { kind, start, end, key, parent, skip, index, size, depth } = model;
  return [kind, start, end, key, parent, skip, index, size, depth].map((column) => column.buffer);
}

function makeColumns(capacity: number): Columns {
  return {
    kind: new Uint8Array(capacity),
    start: new Uint32Array(capacity),
    end: new Uint32Array(capacity),
    key: new Uint32Array(capacity),
    parent: new Int32Array(capacity),
    skip: new Uint32Array(capacity),
    index: new Uint32Array(capacity),
    size: new Uint32Array(capacity),
    depth: new Uint32Array(capacity),
  };
}

/** What is read before the rest is estimated by it. */
const FIRST_NODES = 4096;

/** Grows a model node by node. */
export class NodeTable {
  count = 0;
  /** The innermost container still open; -1 at the top. */
  open = -1;
  #roots = 0;
  /** Nodes so far in the container that is open. */
  #siblings = 0;
  #depth = 0;
  #capacity: number;
  #columns: Columns;
  readonly #textLength: number;

  constructor(textLength: number) {
    this.#textLength = textLength;
    this.#capacity = Math.max(64, Math.min(FIRST_NODES, textLength));
    this.#columns = makeColumns(this.#capacity);
  }

  /** Adds a node to the container that is open. A container is opened by it. */
  add(kind: JsonKind, start: number, end: number, key: number): void {
    if (this.count === this.#capacity) this.#grow(start);
    const c = this.#columns;
    const node = this.count++;
    c.kind[node] = kind;
    c.start[node] = start;
    c.end[node] = end;
    c.key[node] = key;
    c.parent[node] = this.open;
    c.skip[node] = node + 1;
    c.index[node] = this.#siblings++;
    c.depth[node] = this.#depth;
    if (kind <= JSON_KIND.array) this.#enter(node);
  }

  openIsObject(): boolean {
    return this.#columns.kind[this.open] === JSON_KIND.object;
  }

  /** Ends the innermost open container at `end`. */
  close(end: number): void {
    const c = this.#columns;
    c.end[this.open] = end;
    c.skip[this.open] = this.count;
    c.size[this.open] = this.#siblings;
    this.open = c.parent[this.open] ?? -1;
    this.#siblings = this.open < 0 ? this.#roots : (c.size[this.open] ?? 0);
    this.#depth -= 1;
  }

  #enter(container: number): void {
    // How many stand around it is needed again after it; its own are counted beside the table.
    if (this.open < 0) this.#roots = this.#siblings;
    else this.#columns.size[this.open] = this.#siblings;
    this.open = container;
    this.#siblings = 0;
    this.#depth += 1;
  }

  finish(end: number, problem: JsonProblem | null): JsonModel {
    while (this.open >= 0) this.close(end);
    const c = this.#columns;
    const n = this.count;
    // The spare room at the end stays: cutting it off would copy every column.
    return {
      count: n,
      kind: c.kind.subarray(0, n),
      start: c.start.subarray(0, n),
      end: c.end.subarray(0, n),
      key: c.key.subarray(0, n),
      parent: c.parent.subarray(0, n),
      skip: c.skip.subarray(0, n),
      index: c.index.subarray(0, n),
      size: c.size.subarray(0, n),
      depth: c.depth.subarray(0, n),
      problem,
    };
  }

  /**
   * Makes room for a text that goes on as densely as it began: doubling from a guess copied tens of
   * megabytes, and left up to half of them unused.
   *
   * @param at how far the text was read.
   */
  #grow(at: number): void {
    const old = this.#columns;
    const whole = Math.ceil((this.count / Math.max(1, at)) * this.#textLength * 1.05);
    // A node has a character of its own, so there are never more than that.
    this.#capacity = Math.max(this.count * 1.25, Math.min(whole, this.#textLength)) | 0;
    const next = makeColumns(this.#capacity);
    next.kind.set(old.kind);
    next.start.set(old.start);
    next.end.set(old.end);
    next.key.set(old.key);
    next.parent.set(old.parent);
    next.skip.set(old.skip);
    next.index.set(old.index);
    next.size.set(old.size);
    next.depth.set(old.depth);
    this.#columns = next;
  }
}
