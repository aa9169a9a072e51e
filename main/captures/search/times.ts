/** What time is it here. */
export interface Now {
  /** Epoch ms. */
  nowMs: number;
  /** Minutes local time is ahead of UTC at an instant (epoch ms). */
  offsetMinutes: (ms: number) => number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNITS: Record<string, number> = {
  s: 1000,
  m: MINUTE,
  h: 60 * MINUTE,
  d: DAY,
  w: 7 * DAY,
};
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Reads a time as a search writes it: `2026-11-20`, `2026-11-20T14:00[:05[.250]][Z|+01:00]`,
 * `14:00` (today), `today`, `yesterday`, `now`, or how long ago: `30s`, `30m`, `2h`, `7d`, `2w`.
 *
 * @returns epoch ms, a day meaning its start; undefined if it is none of these.
 */
export function parseTime(text: string, now: Now): number | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'now') return now.nowMs;
  if (word === 'today') return startOfDay(now, 0);
  if (word === 'yesterday') return startOfDay(now, -1);
  const ago = /^(\d{1,6})([smhdw])$/.exec(word);
  if (ago) return now.nowMs - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0);
  const clock = /^(\d{1,2}):(\d\d)$/.exec(word);
  if (clock) return clockToday(Number(clock[1]), Number(clock[2]), now);
  return parseDate(text.trim(), now);
}

function clockToday(hours: number, minutes: number, now: Now): number | undefined {
  if (hours > 23 || minutes > 59) return undefined;
  return fromLocal(localDay(now) + (hours * 60 + minutes) * MINUTE, now);
}

function parseDate(text: string, now: Now): number | undefined {
  const found = DATE.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // 30 February would roll over into March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const millis = Number((found[7] ?? '').padEnd(3, '0'));
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  return found[8] === undefined ? fromLocal(local, now) : local - zoneMinutes(found[8]) * MINUTE;
}

function zoneMinutes(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return digits.startsWith('-') ? -minutes : minutes;
}

/** Midnight of today as if local time were UTC. */
function localDay(now: Now): number {
  const local = now.nowMs + now.offsetMinutes(now.nowMs) * MINUTE;
  return Math.floor(local / DAY) * DAY;
}

const startOfDay = (now: Now, days: number): number => fromLocal(localDay(now) + days * DAY, now);

/** Local wall-clock time to an instant: the offset then may differ from the offset now. */
function fromLocal(local: number, now: Now): number {
  const guess = local - now.offsetMinutes(local) * MINUTE;
  return local - now.offsetMinutes(guess) * MINUTE;
}
