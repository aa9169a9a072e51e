/** What strings and integers may be beyond their type, in the order in which one is chosen. */
export const FORMATS = [
  'date-time',
  'date',
  'time',
  'uuid',
  'email',
  'ipv4',
  'ipv6',
  'uri',
  'uri-template',
  'decimal-string',
  'byte',
  'unix-seconds',
  'unix-millis',
] as const;
export type Format = (typeof FORMATS)[number];

const DATE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)?$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** The host stands alone: `git@github.com:owner/repo` is no address of a person. */
const EMAIL =
  /^[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const IPV6 =
  /^(?=[0-9a-f:.]*:[0-9a-f:.]*:)(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|(?:\d{1,3}\.){3}\d{1,3})$/i;
const URI = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"{}|\\^`]+$/i;
/** A URI with braces in it, which no URI has. */
const URI_TEMPLATE = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"|\\^`]*\{[^{}\s]{1,100}\}[^\s<>"|\\^`]*$/i;
const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/;
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;
const HEX = /^(?:[0-9a-f]+|[0-9A-F]+)$/;

const LONGEST = 2048;
const SHORTEST_BASE64 = 16;

const isBase64 = (text: string): boolean =>
  text.length >= SHORTEST_BASE64 &&
  text.length % 4 === 0 &&
  BASE64.test(text) &&
  !HEX.test(text) &&
  // A long word of letters alone fits the alphabet, too.
  (text.endsWith('=') || (/\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text)));

/** Every format a string fits. A string of one format is hardly ever of another. */
export function formatOf(text: string): Format | null {
  const { length } = text;
  if (length === 0 || length > LONGEST) return null;
  const first = text.charCodeAt(0);
  const isDigit = first >= 0x30 && first <= 0x39;
  if (isDigit && length >= 8) {
    if (length >= 20 && DATE_TIME.test(text)) return 'date-time';
    if (length === 10 && DATE.test(text)) return 'date';
    if (TIME.test(text)) return 'time';
  }
  if (length === 36 && UUID.test(text)) return 'uuid';
  if ((isDigit || first === 0x2d) && DECIMAL.test(text)) return 'decimal-string';
  if (isDigit && length <= 15 && IPV4.test(text)) return 'ipv4';
  if (text.includes('://')) {
    if (URI.test(text)) return 'uri';
    return URI_TEMPLATE.test(text) ? 'uri-template' : null;
  }
  if (text.includes('@')) return EMAIL.test(text) ? 'email' : null;
  if (length <= 45 && text.includes(':')) return IPV6.test(text) ? 'ipv6' : null;
  return isBase64(text) ? 'byte' : null;
}

const TIME_NAME =
  /(?:^|_)(?:at|on|time|timestamp|ts|date|created|updated|modified|deleted|start|end|due|expires?|until|since|from|to|anchor)$|(?:At|Time|Timestamp|Date|On)$|_(?:at|start|end|date|time|anchor)s?$/;
/** 2001 to 2100. */
const SECONDS = [978_307_200, 4_102_444_800] as const;

/** Whether an integer is a time, by the name of its key and its size. */
export function timeOf(key: string, value: number): 'unix-seconds' | 'unix-millis' | null {
  const [low, high] = SECONDS;
  if (value < low || value > high * 1000 || !TIME_NAME.test(key)) return null;
  if (value <= high) return 'unix-seconds';
  return value >= low * 1000 ? 'unix-millis' : null;
}
