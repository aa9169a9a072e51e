import { z } from 'zod';
import { DURATION } from '../../../rules/times.ts';
import { SignatureMark } from '../../captures.ts';
import { DeliveryState } from '../../deliveries.ts';

/** A number exactly, or bounds of which either may be left out. */
export const Range = z
  .union(
    [
      z.int().min(0),
      z
        .strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })
        .refine(({ min = 0, max = Infinity }) => min <= max),
    ],
    { error: 'Write a number, or bounds such as {"min": 1, "max": 3}' },
  )
  .describe('a number exactly, or bounds');
export type Range = z.infer<typeof Range>;

export const Duration = z
  .string()
  .regex(DURATION, 'Write a length of time such as "500ms", "10s" or "2m"')
  .describe('500ms, 10s, 2m, 1h, 7d');

const Pattern = z
  .string()
  .max(2000)
  .describe('regular expression of JavaScript that finds something; ^ and $ for the whole');
const Path = z.string().max(1000).describe('JSON path of RFC 9535, such as $.data.items[0].id');
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'Write a text, a number, true, false or null; lists and objects go with deepEquals',
});
const NO_BOUND = 'Write a number; one of more than 15 digits as a text';
const Bound = z.union(
  [z.number(), z.string().regex(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/, NO_BOUND)],
  { error: NO_BOUND },
);
const Schema = z
  .union([z.boolean(), z.record(z.string(), z.unknown()), z.string().max(1000)], {
    error: 'Write a JSON Schema, or the name of its file',
  })
  .describe('JSON Schema; in a file of expectations also the name of its file');

const text = {
  equals: z.string().optional(),
  matches: Pattern.optional(),
  oneOf: z.array(z.string()).min(1).max(1000).optional(),
  absent: z.boolean().optional(),
};
const several = {
  ...text,
  exists: z.boolean().optional(),
  count: Range.optional().describe('how many values'),
  any: z.boolean().optional().describe('one of several values is enough; left out: all of them'),
};
const json = {
  equals: Scalar.optional().describe('an integer of more than 15 digits is written as a text'),
  deepEquals: z.json().optional().describe('a list or an object; the order of members is free'),
  matches: Pattern.optional(),
  oneOf: z.array(Scalar).min(1).max(1000).optional(),
  type: z.enum(['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']).optional(),
  exists: z.boolean().optional(),
  absent: z.boolean().optional(),
  gt: Bound.optional(),
  gte: Bound.optional(),
  lt: Bound.optional(),
  lte: Bound.optional(),
  length: Range.optional().describe('of a text in characters, of a list, of an object in members'),
  count: Range.optional().describe('how many values the path finds'),
  schema: Schema.optional(),
  any: several.any,
};
const body = {
  schema: Schema.optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'A SHA-256 has 64 hex digits')
    .optional()
    .describe('of the bytes as they were sent'),
  equalsFile: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('file that holds the same bytes; the command reads it'),
  contains: z.string().min(1).optional(),
  size: Range.optional().describe('in bytes, as they were sent'),
};

const hasSome = (given: object): boolean => Object.keys(given).length > 0;
const someOf = <S extends z.ZodRawShape>(shape: S, words: string) =>
  z.strictObject(shape).refine(hasSome, `Say what is expected: ${words}`);

const textWords = 'equals, matches, oneOf or absent';
const Text = z.union([z.string(), someOf(text, textWords)], {
  error: 'Write a text, or one of {"equals": …}, {"matches": …}, {"oneOf": […]}, {"absent": true}',
});
const Body = someOf(body, 'schema, sha256, equalsFile, contains or size');
const Signature = z
  .union([SignatureMark, z.array(SignatureMark).min(1)], {
    error: 'Write one or more of ok, token, bad, unset, unknown',
  })
  .describe('how the proof of the sender was judged');
const Status = z
  .union([z.int().min(100).max(599), z.string().regex(/^[1-5](?:xx|XX|\d\d)$/)], {
    error: 'Write a status such as 200 or "2xx"',
  })
  .describe('200, or 2xx');

const Reply = someOf(
  {
    status: z.union([Status, z.array(Status).min(1)]).optional(),
    withinMs: z.number().min(0).optional().describe('from the arrival to the end of the reply'),
    header: z.strictObject({ name: z.string().min(1), ...several }).optional(),
    json: z.strictObject({ path: Path, ...json }).optional(),
    body: Body.optional(),
  },
  'status, withinMs, header, json or body',
);

/** What may be looked at, by its key. What names a value takes operators beside the name. */
const BY_SUBJECT = {
  method: z.strictObject({ method: Text }),
  path: z.strictObject({ path: Text }),
  provider: z.strictObject({ provider: Text }),
  event: z.strictObject({ event: Text }),
  contentType: z.strictObject({ contentType: Text }),
  header: z.strictObject({ header: z.string().min(1).max(200), ...several }),
  query: z.strictObject({ query: z.string().max(200), ...several }),
  form: z.strictObject({ form: z.string().max(200), ...several }),
  json: z.strictObject({ json: Path, ...json }),
  body: z.strictObject({ body: Body }),
  signature: z.strictObject({ signature: Signature }),
  reply: z.strictObject({ reply: Reply }),
  delivered: z.strictObject({
    delivered: z.string().min(1).max(200).describe('name or id of a destination'),
    state: DeliveryState.optional().describe('left out: delivered'),
    withinMs: z.number().min(0).optional().describe('from the arrival to the end of the delivery'),
    attempts: Range.optional(),
  }),
} as const;

const SUBJECTS = Object.keys(BY_SUBJECT);

/** One thing that has to hold of a capture. Its operators all have to. */
export const Assertion = z.union(Object.values(BY_SUBJECT), {
  error: ({ input, code, ...issue }) => {
    const inner = code === 'invalid_union' ? branchOf({ code, input, ...issue }) : null;
    if (inner === null) return `Say what is looked at: one of ${SUBJECTS.join(', ')}`;
    const at = inner.path.map(String).join('.');
    return at === '' ? inner.message : `“${at}”: ${inner.message}`;
  },
});
export type Assertion = z.infer<typeof Assertion>;

interface Branched {
  code?: string;
  input?: unknown;
  errors?: readonly (readonly Issue[])[];
}
interface Issue {
  code?: string | undefined;
  path: PropertyKey[];
  message: string;
}

/** The first issue of the form that an assertion was meant to have; null where it has the key of none. */
export function branchOf({ input, errors }: Branched): Issue | null {
  if (typeof input !== 'object' || input === null) return null;
  const at = SUBJECTS.findIndex((subject) => Object.hasOwn(input, subject));
  return at < 0 ? null : (errors?.[at]?.[0] ?? null);
}
