import { Unreadable } from './entry.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/** One item may be so large; a file of many is read with no more than that in memory. */
const LARGEST_ITEM = 1024 * 1024 * 1024;

/**
 * The items of one list in a JSON file, as bytes, while the file is read: `['log', 'entries']` is the
 * list of a HAR, `[]` a file that is a list. What else the file holds is stepped over. The items
 * are not checked: whoever parses them finds what is wrong.
 *
 * @throws Unreadable where the file ends before the list does, or has none
 */
export async function* itemsOf(
  chunks: AsyncIterable<Uint8Array>,
  path: readonly string[],
): AsyncGenerator<Uint8Array> {
  const { walk, end } = openWalk(path);
  for await (const chunk of chunks) yield* walk(chunk);
  end();
}

function openWalk(path: readonly string[]): {
  walk: (chunk: Uint8Array) => Generator<Uint8Array>;
  end: () => void;
} {
  let depth = 0;
  /** How many steps of the path lie above what is read now, each at its own depth. */
  let matched = 0;
  let inString = false;
  let isEscaped = false;
  /** Bytes of the string that was read last, while a key is looked for. */
  let key: number[] = [];
  let lastKey = '';
  /** The list has been found and is read, until it ends. */
  let inList = false;
  let isDone = false;
  let item: Uint8Array[] = [];
  let size = 0;

  const keep = (bytes: Uint8Array): void => {
    size += bytes.length;
    if (size > LARGEST_ITEM) throw new Unreadable('One entry of the file is larger than 1 GB.');
    if (bytes.length > 0) item.push(Uint8Array.from(bytes));
  };
  const taken = (): Uint8Array => {
    const whole = Buffer.concat(item);
    item = [];
    size = 0;
    return whole;
  };
  const opensList = (code: number): boolean =>
    code === OPEN_ARRAY &&
    depth === path.length &&
    matched === Math.max(0, path.length - 1) &&
    (path.length === 0 || lastKey === path[path.length - 1]);
  const opensStep = (code: number): boolean =>
    code === OPEN_OBJECT &&
    depth === matched + 1 &&
    matched < path.length - 1 &&
    lastKey === path[matched];

  function* walk(chunk: Uint8Array): Generator<Uint8Array> {
    let from = 0;
    for (let at = 0; at < chunk.length && !isDone; at += 1) {
      const code = chunk[at] ?? 0;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) {
          inString = false;
          if (!inList) lastKey = Buffer.from(key).toString('utf8');
        } else if (!inList && key.length < 100) key.push(code);
        continue;
      }
      switch (code) {
        case QUOTE:
          inString = true;
          key = [];
          break;
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (!inList && opensList(code)) {
            inList = true;
            from = at + 1;
          } else if (!inList && opensStep(code)) matched += 1;
          depth += 1;
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          depth -= 1;
          if (inList && depth === path.length) {
            keep(chunk.subarray(from, at));
            const last = taken();
            if (last.some((byte) => byte > 0x20)) yield last;
            isDone = true;
          } else if (!inList && depth <= matched && matched > 0) matched -= 1;
          break;
        case COMMA:
          if (inList && depth === path.length + 1) {
            keep(chunk.subarray(from, at));
            yield taken();
            from = at + 1;
          }
          break;
        default:
      }
    }
    if (inList && !isDone) keep(chunk.subarray(from));
  }

  return {
    walk,
    end() {
      if (isDone) return;
      throw new Unreadable(
        inList
          ? 'The file ends in the middle: what comes last is missing.'
          : `The file has no list “${path.join('.')}”.`,
      );
    },
  };
}
