/** What ignores a path: the pattern that does, `BUILT_IN`, or null where nothing does. */
export type Ignoring = (names: readonly string[]) => string | null;

export const BUILT_IN = 'built in';
export const LEARNED = 'learned';

/** Headers that each delivery has of its own: relays write them, or the signature depends on the time. */
const OWN_HEADERS =
  /^(?:date|age|via|forwarded|traceparent|tracestate|baggage|x-real-ip|x-request-(?:id|start)|cdn-loop|x-amzn-trace-id|x-forwarded-.+|cf-(?!webhook-auth).+|ngrok-.+|fly-.+|x-localtunnel-.+|x-vercel-(?!signature).+|backstitch-replay)$/;
/** Proofs of the sender: another time or body makes another one. */
const PROOFS = /(?:^|-)(?:signature|sign|hmac)(?:-|$)|^(?:webhook|svix)-timestamp$/;

/** Whether a header, in lower case, is one that no two deliveries share. */
export const isOwnHeader = (name: string): boolean => OWN_HEADERS.test(name) || PROOFS.test(name);

/**
 * Reads patterns in the spelling of a search: `body.data.*.updated_at`, `header.x-id`, `query.page`. `*`
 * is one step, `**` any number of them. Upper and lower case are one.
 *
 * @param patterns null: nothing is ignored, not even what is built in.
 */
export function ignoringBy(patterns: readonly string[] | null): Ignoring {
  if (patterns === null) return () => null;
  const read = patterns.map((pattern) => ({ pattern, steps: pattern.toLowerCase().split('.') }));
  return (names) => {
    // A key may hold dots: a pattern cannot tell them from steps, so they count as such.
    const steps = names.flatMap((name) => name.toLowerCase().split('.'));
    if (steps[0] === 'header' && isOwnHeader(steps.slice(1).join('.'))) return BUILT_IN;
    return read.find((one) => matches(one.steps, steps))?.pattern ?? null;
  };
}

/** Whether a path is what a pattern says, or lies below it. */
function matches(pattern: readonly string[], steps: readonly string[]): boolean {
  // Which beginnings of the pattern fit what was read: no way back, whatever the pattern.
  let fitting = closed(new Set([0]), pattern);
  for (const step of steps) {
    if (fitting.has(pattern.length)) return true;
    const next = new Set<number>();
    for (const at of fitting) {
      const wanted = pattern[at];
      if (wanted === '**') next.add(at);
      else if (wanted === '*' || wanted === step) next.add(at + 1);
    }
    fitting = closed(next, pattern);
  }
  return fitting.has(pattern.length);
}

/** `**` also stands for no step at all. */
function closed(fitting: Set<number>, pattern: readonly string[]): Set<number> {
  for (const at of fitting) if (pattern[at] === '**') fitting.add(at + 1);
  return fitting;
}
