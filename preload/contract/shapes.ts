import { z } from 'zod';
import './schema-words.ts';

/** A header as it stood on the wire: name with its case, value byte for byte (latin1). */
export const HeaderPair = z.tuple([z.string(), z.string()]);
export type HeaderPair = z.infer<typeof HeaderPair>;

export const EpochMs = z.number().int().describe('milliseconds since 1970-01-01 UTC');

/** Opaque; sorts by arrival as text. */
export const CaptureId = z.string().min(1).max(40).brand<'CaptureId'>();
export type CaptureId = z.infer<typeof CaptureId>;

export const EndpointId = z.string().min(1).max(40).brand<'EndpointId'>();
export type EndpointId = z.infer<typeof EndpointId>;

export const ReplayId = z.string().min(1).max(40).brand<'ReplayId'>();
export type ReplayId = z.infer<typeof ReplayId>;

/** Yes or no where it may come from a query, which knows text only: there "false" is no. */
export const QueryBoolean = z.preprocess(
  (given) => (given === 'true' || given === 'false' ? given === 'true' : given),
  z.boolean(),
);

/** A list that may come from a query: there, one value alone is a text. */
export const queryList = <S extends z.ZodType>(item: S, most: number) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? [given] : given),
    z.array(item).max(most).optional(),
  );
