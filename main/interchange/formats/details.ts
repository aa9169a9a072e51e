import { z } from 'zod';
import { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { Portable } from '../portable.ts';

export const CutShape = z.object({
  rule: z.string(),
  place: z.string(),
  count: z.number().int(),
  sample: z.string(),
});

/** Everything of a capture but its bytes, as our own files carry it. */
export const Details = CaptureDetail.omit({ replayCount: true, imported: true }).extend({
  deliveryId: z.string().nullable(),
  redacted: z.array(CutShape).optional().describe('left out where nothing was cut'),
});
export type Details = z.infer<typeof Details>;

/** In one order, whatever order the capture was put together in: files can be compared. */
export function detailsOf(capture: Portable): Details {
  const { body: _body, replyBody: _replyBody, surplusBytes: _surplus, redacted, ...rest } = capture;
  const ordered = Object.fromEntries(
    Object.keys(Details.shape).flatMap((name) =>
      name in rest ? [[name, Reflect.get(rest, name)]] : [],
    ),
  );
  return {
    ...(ordered as Omit<Details, 'redacted'>),
    ...(redacted.length > 0 && { redacted: [...redacted] }),
  };
}

/** @param details as `detailsOf` gave them. */
export function portableOf(
  details: Details,
  bytes: Pick<Portable, 'body' | 'replyBody' | 'surplusBytes'>,
): Portable {
  return { ...details, ...bytes, redacted: details.redacted ?? [] };
}
