/** What is counted of a type beside its shape; JSON in `event_types.facts`. */
export interface Facts {
  /** Of the endpoint, where no provider is known. */
  endpointName: string;
  sizes: { n: number; sum: number; min: number; max: number };
  /** Row ids of the newest captures, and of the smallest and the largest body. */
  examples: number[];
  smallest: number;
  largest: number;
  /** Hours since 1970 and how many came in each: the last seven days of the type. */
  hours: [hour: number, count: number][];
}

export const HOUR_MS = 3_600_000;
const HOURS = 7 * 24;
const EXAMPLES = 20;

export const noFacts = (): Facts => ({
  endpointName: '',
  sizes: { n: 0, sum: 0, min: 0, max: 0 },
  examples: [],
  smallest: 0,
  largest: 0,
  hours: [],
});

interface Counted {
  id: number;
  receivedAt: number;
  sizeBytes: number;
  endpointName: string;
}

/** Counts one capture, in place. */
export function countIn(facts: Facts, { id, receivedAt, sizeBytes, endpointName }: Counted): void {
  facts.endpointName = endpointName;
  const { sizes } = facts;
  if (sizes.n === 0 || sizeBytes < sizes.min) {
    sizes.min = sizeBytes;
    facts.smallest = id;
  }
  if (sizes.n === 0 || sizeBytes > sizes.max) {
    sizes.max = sizeBytes;
    facts.largest = id;
  }
  sizes.n += 1;
  sizes.sum += sizeBytes;
  if (facts.examples.length < EXAMPLES || id > Math.min(...facts.examples)) {
    facts.examples = [...new Set([id, ...facts.examples])]
      .toSorted((a, b) => b - a)
      .slice(0, EXAMPLES);
  }
  countHour(facts, Math.floor(receivedAt / HOUR_MS));
}

function countHour(facts: Facts, hour: number): void {
  const at = facts.hours.find(([known]) => known === hour);
  if (at !== undefined) at[1] += 1;
  else {
    facts.hours.push([hour, 1]);
    const newest = Math.max(...facts.hours.map(([one]) => one));
    facts.hours = facts.hours.filter(([one]) => one > newest - HOURS).toSorted(([a], [b]) => a - b);
  }
}

const BARS = 28;
const BAR_HOURS = HOURS / BARS;

/** How many came in each six hours of the seven days that end now, oldest first. */
export function rateOf({ hours }: Facts, now: number): number[] {
  const last = Math.floor(now / HOUR_MS);
  const bars = Array.from({ length: BARS }, () => 0);
  for (const [hour, count] of hours) {
    const bar = BARS - 1 - Math.floor((last - hour) / BAR_HOURS);
    if (bar >= 0 && bar < BARS) bars[bar] = (bars[bar] ?? 0) + count;
  }
  return bars;
}
