/** Where an address leads: this machine, the network around it, the internet, or nowhere we go. */
export type AddressKind = 'loopback' | 'private' | 'public' | 'never';

export interface AddressClass {
  kind: AddressKind;
  /** The range that decided, in words. */
  range: string;
}

type Range = readonly [base: string, bits: number, kind: AddressKind, range: string];
/** A range with its base taken apart: addresses are judged with each request that is sent. */
type ReadRange = readonly [base: Uint8Array, bits: number, kind: AddressKind, range: string];

// The first range that holds an address decides: single addresses and small ranges come first.
const V4_RANGES: readonly Range[] = [
  ['127.0.0.0', 8, 'loopback', 'loopback'],
  ['100.100.100.200', 32, 'never', 'cloud metadata'],
  ['168.63.129.16', 32, 'never', 'cloud platform service'],
  ['10.0.0.0', 8, 'private', 'private network'],
  ['172.16.0.0', 12, 'private', 'private network'],
  ['192.168.0.0', 16, 'private', 'private network'],
  ['100.64.0.0', 10, 'private', 'carrier or overlay network'],
  ['169.254.0.0', 16, 'never', 'link-local, cloud metadata'],
  ['0.0.0.0', 8, 'never', 'this network'],
  ['192.0.0.0', 24, 'never', 'protocol assignments'],
  ['192.0.2.0', 24, 'never', 'documentation'],
  ['198.18.0.0', 15, 'never', 'benchmarking'],
  ['198.51.100.0', 24, 'never', 'documentation'],
  ['203.0.113.0', 24, 'never', 'documentation'],
  ['224.0.0.0', 4, 'never', 'multicast'],
  ['240.0.0.0', 4, 'never', 'reserved, broadcast'],
  ['0.0.0.0', 0, 'public', 'public'],
];

const V6_RANGES: readonly Range[] = [
  ['::1', 128, 'loopback', 'loopback'],
  ['::', 96, 'never', 'unspecified or IPv4-compatible'],
  ['fd00:ec2::254', 128, 'never', 'cloud metadata'],
  ['fd20:ce::254', 128, 'never', 'cloud metadata'],
  ['fc00::', 7, 'private', 'private network'],
  ['fe80::', 10, 'never', 'link-local'],
  ['ff00::', 8, 'never', 'multicast'],
  ['2001::', 32, 'never', 'Teredo'],
  ['2001:2::', 48, 'never', 'benchmarking'],
  ['2001:10::', 28, 'never', 'cryptographic identifiers'],
  ['2001:20::', 28, 'never', 'cryptographic identifiers'],
  ['2001:db8::', 32, 'never', 'documentation'],
  ['3fff::', 20, 'never', 'documentation'],
  ['2000::', 3, 'public', 'public'],
  ['::', 0, 'never', 'not assigned'],
];

/** Ranges whose addresses carry an IPv4 address, and the byte it starts at. */
const V4_INSIDE: readonly (readonly [base: string, bits: number, at: number])[] = [
  ['::ffff:0:0', 96, 12],
  ['64:ff9b::', 96, 12],
  ['2002::', 16, 2],
];

/**
 * Bytes of an IP address in text: 4 for IPv4, 16 for IPv6; undefined for anything else. A zone
 * (`%eth0`) is ignored. Takes the strict dotted form only: odd spellings are for the URL parser.
 */
export function addressBytes(address: string): Uint8Array | undefined {
  const text = address.split('%', 1)[0] ?? '';
  return text.includes(':') ? v6Bytes(text) : v4Bytes(text);
}

/**
 * The address that decides: an IPv4 address carried inside an IPv6 one (mapped, NAT64, 6to4) comes
 * out as IPv4 text, everything else as it went in.
 */
export function unwrapAddress(address: string): string {
  const bytes = addressBytes(address);
  if (bytes === undefined) return address;
  const inner = unwrap(bytes);
  return inner === bytes ? (address.split('%', 1)[0] ?? '').toLowerCase() : inner.join('.');
}

/** Judges an IP address in text. What is not an address is `never`. */
export function classifyAddress(address: string): AddressClass {
  const bytes = addressBytes(address);
  if (bytes === undefined) return { kind: 'never', range: 'not an address' };
  const judged = unwrap(bytes);
  for (const [base, bits, kind, range] of judged.length === 4 ? V4_READ : V6_READ) {
    if (inRange(judged, base, bits)) return { kind, range };
  }
  return { kind: 'never', range: 'not assigned' };
}

/** True for two spellings of one address, `::ffff:127.0.0.1` and `127.0.0.1` among them. */
export function sameAddress(a: string, b: string): boolean {
  return unwrapAddress(canonical(a)) === unwrapAddress(canonical(b));
}

function canonical(address: string): string {
  const bytes = addressBytes(address);
  if (bytes === undefined || bytes.length === 4) return address;
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(hexGroup(bytes, i));
  return groups.join(':');
}

function hexGroup(bytes: Uint8Array, at: number): string {
  return (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16);
}

function unwrap(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 4) return bytes;
  const found = V4_INSIDE_READ.find(([base, bits]) => inRange(bytes, base, bits));
  return found === undefined ? bytes : bytes.subarray(found[2], found[2] + 4);
}

function inRange(bytes: Uint8Array, wanted: Uint8Array, bits: number): boolean {
  if (wanted.length !== bytes.length) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i += 1) if (bytes[i] !== wanted[i]) return false;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return ((bytes[whole] ?? 0) & mask) === ((wanted[whole] ?? 0) & mask);
}

const DOT = 0x2e;
const ZERO = 0x30;

/** By characters: a judge of every request has no time for patterns. */
function v4Bytes(text: string): Uint8Array | undefined {
  if (text.length > 15) return undefined;
  const bytes = new Uint8Array(4);
  let part = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const char = i === text.length ? DOT : text.charCodeAt(i);
    if (char === DOT) {
      if (digits === 0 || value > 255 || part > 3) return undefined;
      bytes[part] = value;
      part += 1;
      digits = 0;
      value = 0;
      continue;
    }
    const digit = char - ZERO;
    // No leading zero: some read it as octal.
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return undefined;
    value = value * 10 + digit;
    digits += 1;
  }
  return part === 4 ? bytes : undefined;
}

function v6Bytes(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupBytes(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupBytes(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  // `::` stands for at least one group; without it all eight must be there.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...Array<number>(missing).fill(0), ...tail]);
}

function groupBytes(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [i, group] of groups.entries()) {
    const v4 = mayEndInV4 && i === groups.length - 1 ? v4Bytes(group) : undefined;
    if (v4 === undefined && !/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    const value = Number.parseInt(group, 16);
    bytes.push(...(v4 ?? [value >> 8, value & 0xff]));
  }
  return bytes;
}

const baseBytes = (base: string): Uint8Array => {
  const bytes = addressBytes(base);
  if (bytes === undefined) throw new Error(`${base} is no address`);
  return bytes;
};
const read = ([base, ...rest]: Range): ReadRange => [baseBytes(base), ...rest];
const V4_READ = V4_RANGES.map(read);
const V6_READ = V6_RANGES.map(read);
const V4_INSIDE_READ = V4_INSIDE.map(([base, bits, at]) => [baseBytes(base), bits, at] as const);
