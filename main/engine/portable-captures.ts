import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Captures } from '../captures/captures.ts';
import type { CaptureSource } from '../interchange/exports.ts';
import type { Portable } from '../interchange/portable.ts';

/** Captures as they leave: everything that is kept of each, with its bytes. */
export function portableCaptures(captures: Captures): CaptureSource {
  return {
    async find(search) {
      captures.checkSearch(search);
      await captures.allSettled();
      return (await captures.find(search)).map(captures.publicId);
    },
    read: (id) => portableCapture(captures, id),
  };
}

async function portableCapture(captures: Captures, id: CaptureId): Promise<Portable | undefined> {
  const rowId = captures.rowIdOf(id);
  if (captures.summaryOf(rowId) === undefined) return undefined;
  await captures.settled(id);
  const detail = captures.get({ id });
  const body = await captures.readBody(rowId);
  if (body === null) return undefined;
  const bytesOf = async (of: 'reply' | 'surplus'): Promise<Uint8Array> =>
    new Uint8Array(await (await captures.body({ id, of })).arrayBuffer());
  return {
    ...detail,
    body: body.bytes,
    replyBody: detail.reply && (await bytesOf('reply')),
    surplusBytes: detail.surplus && (await bytesOf('surplus')),
    deliveryId: captures.senderOf(id).row.delivery_id,
    redacted: [],
  };
}
