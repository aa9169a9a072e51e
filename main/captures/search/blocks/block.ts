/** One value of a field, in one capture of a segment. */
export interface BlockValue {
  /** Which capture of its segment has it, from 0 on. */
  nth: number;
  /** Where in arrays it stood; see `positional` in `body-leaves.ts`. */
  at: string;
  text: string;
  isNumber: boolean;
}

/** Which value a capture has: its place among the texts of a block, and among `places`. */
export interface Entry {
  nth: number;
  text: number;
  /** From 1 on; 0 where it stood in no array. */
  place: number;
}

/** A block as it is read: texts stay bytes until somebody wants them. */
export interface OpenBlock {
  /** How many captures have a value in it. */
  captures: number;
  data: Buffer;
  /** Of each text where in `data` it begins, and behind the last one where that ends. */
  starts: Uint32Array;
  /** Of each text, 1 where it is a number. */
  isNumber: Uint8Array;
  isAscii: boolean;
  places(): string[];
  eachEntry(see: (entry: Entry) => void): void;
}

const EACH_ONCE = 1;
const ALL_DIFFER = 2;
const ASCII = 4;

/**
 * Packs the values of one field in the captures of one segment. A text that comes often is kept once.
 * Numbers are LEB128:
 *
 *     flags, how many captures, values, texts, places
 *     of each text its bytes times two, plus one where it is a number; of each place its bytes
 *     unless EACH_ONCE, of each value how far its capture is from that of the value before
 *     unless ALL_DIFFER, of each value its text
 *     where there are places, of each value its place
 *     the texts, the places (UTF-8)
 *
 * @param values in the order of their captures.
 */
export function packBlock(values: readonly BlockValue[]): Buffer {
  const texts: string[] = [];
  const isNumber: boolean[] = [];
  const places: string[] = [];
  const seen = { text: new Map<string, number>(), number: new Map<string, number>() };
  const textOf: number[] = [];
  const placeOf: number[] = [];
  let captures = 0;
  let isEachOnce = true;
  let last = -1;
  // One way through all values: this is done for each field of each segment.
  for (const [i, value] of values.entries()) {
    const known = value.isNumber ? seen.number : seen.text;
    let text = known.get(value.text);
    if (text === undefined) {
      text = texts.push(value.text) - 1;
      isNumber.push(value.isNumber);
      known.set(value.text, text);
    }
    let place = value.at === '' ? 0 : places.indexOf(value.at) + 1;
    if (place === 0 && value.at !== '') place = places.push(value.at);
    textOf.push(text);
    placeOf.push(place);
    if (value.nth !== i) isEachOnce = false;
    if (value.nth !== last) captures += 1;
    last = value.nth;
  }
  const words = texts.join('') + places.join('');
  const isAscii = Buffer.byteLength(words) === words.length;
  const allDiffer = texts.length === values.length;

  const out = writer(
    6 * 5 + (texts.length + places.length + 3 * values.length) * 5 + 3 * words.length,
  );
  out.put((isEachOnce ? EACH_ONCE : 0) + (allDiffer ? ALL_DIFFER : 0) + (isAscii ? ASCII : 0));
  for (const n of [captures, values.length, texts.length, places.length]) out.put(n);
  for (const [i, text] of texts.entries()) {
    out.put((isAscii ? text.length : Buffer.byteLength(text)) * 2 + (isNumber[i] ? 1 : 0));
  }
  for (const place of places) out.put(Buffer.byteLength(place));
  last = 0;
  for (const { nth } of isEachOnce ? [] : values) {
    out.put(nth - last);
    last = nth;
  }
  if (!allDiffer) for (const text of textOf) out.put(text);
  if (places.length > 0) for (const place of placeOf) out.put(place);
  return out.end(words, isAscii);
}

/** Where blocks are put together, one after the other; grows. */
let scratch = Buffer.alloc(64 * 1024);

/** @param most bytes that will be written at most. */
function writer(most: number) {
  if (scratch.length < most) scratch = Buffer.alloc(2 * most);
  const bytes = scratch;
  let at = 0;
  return {
    put(value: number): void {
      let rest = value;
      while (rest > 127) {
        bytes[at++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      bytes[at++] = rest;
    },
    /** A copy of what was written, with these words behind it. */
    end(words: string, isAscii: boolean): Buffer {
      at += bytes.write(words, at, isAscii ? 'latin1' : 'utf8');
      return Buffer.from(bytes.subarray(0, at));
    },
  };
}

export function openBlock(data: Buffer): OpenBlock {
  let at = 0;
  const take = (): number => {
    let byte = data[at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = data[at++] ?? 0;
      value |= (byte & 127) << shift;
    }
    return value;
  };
  const flags = take();
  const captures = take();
  const count = take();
  const texts = take();
  const placeCount = take();
  const starts = new Uint32Array(texts + 1);
  const isNumber = new Uint8Array(texts);
  for (let i = 0, end = 0; i < texts; i += 1) {
    const length = take();
    isNumber[i] = length & 1;
    end += length >>> 1;
    starts[i + 1] = end;
  }
  const placeLengths = Array.from({ length: placeCount }, take);
  const entriesAt = at;
  // Values come before the texts, and how long they are is only known by reading them: from the end.
  const placesFrom = data.length - placeLengths.reduce((sum, length) => sum + length, 0);
  const textsFrom = placesFrom - (starts[texts] ?? 0);
  for (let i = 0; i <= texts; i += 1) starts[i] = (starts[i] ?? 0) + textsFrom;

  return {
    captures,
    data,
    starts,
    isNumber,
    isAscii: (flags & ASCII) !== 0,
    places() {
      let from = placesFrom;
      return placeLengths.map((length) => data.toString('utf8', from, (from += length)));
    },
    eachEntry(see) {
      at = entriesAt;
      const captureOf = new Uint32Array(count);
      const textsOf = new Uint32Array(count);
      for (let i = 0, nth = 0; i < count; i += 1) {
        nth = (flags & EACH_ONCE) === 0 ? nth + take() : i;
        captureOf[i] = nth;
      }
      for (let i = 0; i < count; i += 1) textsOf[i] = (flags & ALL_DIFFER) === 0 ? take() : i;
      for (let i = 0; i < count; i += 1) {
        see({
          nth: captureOf[i] ?? 0,
          text: textsOf[i] ?? 0,
          place: placeCount === 0 ? 0 : take(),
        });
      }
    },
  };
}

/** All values of a block, in the order of their captures. */
export function unpackBlock(block: Buffer): BlockValue[] {
  const { data, starts, isNumber, isAscii, places, eachEntry } = openBlock(block);
  const texts = Array.from(isNumber, (_, i) => {
    const [from, to] = [starts[i], starts[i + 1]];
    return isAscii ? data.toString('latin1', from, to) : data.toString('utf8', from, to);
  });
  const known = places();
  const values: BlockValue[] = [];
  eachEntry(({ nth, text, place }) => {
    values.push({
      nth,
      at: known[place - 1] ?? '',
      text: texts[text] ?? '',
      isNumber: isNumber[text] === 1,
    });
  });
  return values;
}
