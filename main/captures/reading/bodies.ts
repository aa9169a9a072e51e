import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { BodyTold } from '../../decode/told.ts';
import { decodeBody, unpackBody } from '../../lib/content-codings.ts';
import { BackstitchError, errorCode } from '../../lib/errors.ts';
import { headerValue } from '../../lib/headers.ts';
import type { BodyFolder } from '../body-sink.ts';
import { type CaptureRow, toDetail } from '../capture-row.ts';
import type { CaptureStore } from '../capture-store.ts';

interface Parts {
  store: CaptureStore;
  bodies: BodyFolder;
  rowIdOf: (id: CaptureId) => number;
  /** @throws BackstitchError CAPTURE_NOT_FOUND */
  mustFind: (id: CaptureId) => CaptureRow;
}

type BodyPart = { id: CaptureId; of: 'request' | 'reply' | 'surplus' };

/** Above this, a decoded body is cut for viewing. */
const DECODED_BYTES = 64 * 1024 * 1024;

/** Gives out what captures, their replies and what came behind them consist of. */
export function createBodies({ store, bodies, rowIdOf, mustFind }: Parts) {
  async function blobOf({ id, of }: BodyPart): Promise<Blob> {
    const row = mustFind(id);
    if (of === 'reply') return new Blob([new Uint8Array(store.replyBody(row.id) ?? [])]);
    if (of === 'surplus') return new Blob([new Uint8Array(store.surplus(row.id) ?? [])]);
    const kept = store.body(row.id);
    if (!kept?.body_file) return new Blob([new Uint8Array(kept?.body ?? [])]);
    return openAsBlob(bodies.path(kept.body_file)).catch((cause: unknown) => {
      throw new BackstitchError('BODY_NOT_FOUND', undefined, { cause });
    });
  }

  return {
    /** Bytes as they came, or a part of them: a large body in one message would hold the page. */
    async body({ from, to, ...part }: BodyPart & { from?: number; to?: number }) {
      return (await blobOf(part)).slice(from, to);
    },
    async decodedBody(input: BodyPart & { unpack?: boolean }) {
      const blob = await blobOf(input);
      const row = mustFind(input.id);
      const contents = store.contents(row.id);
      const headers = { request: contents?.headers, reply: contents?.reply_headers, surplus: '[]' }[
        input.of
      ];
      const coding = headerValue(JSON.parse(headers ?? '[]'), 'content-encoding');
      const undo = input.unpack === true ? unpackBody : decodeBody;
      const decoded = await undo(Buffer.from(await blob.arrayBuffer()), coding, DECODED_BYTES);
      const { bytes, ...rest } = decoded;
      return { ...rest, body: new Blob([new Uint8Array(bytes)]) };
    },
    /** A capture as it is to be sent again; undefined if it is gone. */
    forReplay(id: CaptureId) {
      const row = store.row(rowIdOf(id));
      const contents = row && store.contents(row.id);
      if (!row || !contents) return undefined;
      const detail = toDetail(row, contents);
      const kept = store.body(row.id);
      const body = kept?.body_file
        ? {
            kind: 'file' as const,
            path: bodies.path(kept.body_file),
            sizeBytes: row.size_bytes,
          }
        : { kind: 'memory' as const, bytes: kept?.body ?? Buffer.alloc(0) };
      const reportedClient = detail.reportedClient?.address ?? null;
      const surplus = store.surplus(row.id);
      return { ...detail, body, surplus, reportedClient, deliveryId: row.delivery_id };
    },
    /** All that is kept of a capture, each part read once; undefined if it is gone. */
    async whole(id: CaptureId) {
      const row = store.row(rowIdOf(id));
      const contents = row && store.contents(row.id);
      const kept = row && store.body(row.id);
      if (!row || !contents || !kept) return undefined;
      const body = kept.body_file
        ? await readFile(bodies.path(kept.body_file)).catch(nullIfGone)
        : (kept.body ?? Buffer.alloc(0));
      if (body === null) return undefined;
      const detail = toDetail(row, contents);
      return {
        ...detail,
        body,
        replyBody: detail.reply && (store.replyBody(row.id) ?? Buffer.alloc(0)),
        surplusBytes: detail.surplus && (store.surplus(row.id) ?? null),
        deliveryId: row.delivery_id,
      };
    },
    /** The body with what its headers say of its coding; null where the capture is gone. */
    async readBody(rowId: number) {
      const kept = store.body(rowId);
      const contents = store.contents(rowId);
      if (kept === undefined || contents === undefined) return null;
      const bytes = kept.body_file
        ? await readFile(bodies.path(kept.body_file)).catch(nullIfGone)
        : (kept.body ?? Buffer.alloc(0));
      const headers = JSON.parse(contents.headers);
      const told: BodyTold = {
        contentEncoding: headerValue(headers, 'content-encoding'),
        contentType: headerValue(headers, 'content-type'),
      };
      return bytes && { bytes, ...told };
    },
  };
}

/** A file that is not there is gone; one that cannot be read just now is not. */
function nullIfGone(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}
