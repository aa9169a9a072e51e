import { useQuery } from '@tanstack/react-query';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api, query } from '../../api/client.ts';
import { bodyAddress } from '../../api/body-address.ts';
import { expectJson, fetchAhead } from './json/open-json.ts';

export interface BodyBytes {
  bytes: Uint8Array<ArrayBuffer>;
  /** Content codings undone, outermost first; empty for the bytes as sent. */
  encodings: string[];
  problem: string | null;
  /** Only the first part of the decoded body is here. */
  cut: boolean;
}

export type BodyOf = 'request' | 'reply' | 'surplus';
/** As sent, with its content codings undone, or with gzip undone that nothing but its bytes tells of. */
export type BodyForm = 'sent' | 'decoded' | 'unpacked';

async function readBytes(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** A message of this size is read within a few milliseconds; one of ten megabytes is felt. */
const PIECE_BYTES = 1_000_000;

/** A body in pieces, put together by the browser beside the page. */
async function inPieces(id: CaptureId, of: BodyOf, sizeBytes: number): Promise<Blob> {
  const count = Math.max(1, Math.ceil(sizeBytes / PIECE_BYTES));
  const pieces = Array.from({ length: count }, (_, at) => {
    const from = at * PIECE_BYTES;
    // The last goes to the end, wherever that is.
    return api.captures.body({
      id,
      of,
      ...(count > 1 && { from }),
      ...(at < count - 1 && { to: from + PIECE_BYTES }),
    });
  });
  const [first, ...rest] = await Promise.all(pieces);
  return rest.length === 0 && first !== undefined ? first : new Blob([first ?? '', ...rest]);
}

async function asSent(id: CaptureId, of: BodyOf, sizeBytes: number): Promise<BodyBytes> {
  const address = sizeBytes > PIECE_BYTES ? bodyAddress(id, of) : null;
  const large = address === null ? null : await fetchAhead(address);
  const bytes = large ?? (await readBytes(await inPieces(id, of, sizeBytes)));
  return { bytes, encodings: [], problem: null, cut: false };
}

async function decoded(id: CaptureId, of: BodyOf, unpack: boolean): Promise<BodyBytes> {
  const { body, encodings, problem, cut } = await api.captures.decodedBody({ id, of, unpack });
  return { bytes: await readBytes(body), encodings, problem, cut };
}

/** Where the bytes of a body come from. */
export interface BodySource {
  /** The same for the same bytes. */
  key: readonly unknown[];
  sizeBytes: number;
  asSent: () => Promise<BodyBytes>;
  decoded: (unpack: boolean) => Promise<BodyBytes>;
}

/** A body of a capture that is here. */
export const bodyHere = (id: CaptureId, of: BodyOf, sizeBytes: number): BodySource => ({
  key: query.captures.body.key({ input: { id, of } }),
  sizeBytes,
  asSent: () => asSent(id, of, sizeBytes),
  decoded: (unpack) => decoded(id, of, unpack),
});

/** The bytes of one body, as sent or with its content codings undone. */
export function useBody({ key, sizeBytes, ...source }: BodySource, form: BodyForm) {
  return useQuery({
    queryKey: [...key, form, sizeBytes],
    queryFn: () => {
      expectJson(sizeBytes);
      return form === 'sent' ? source.asSent() : source.decoded(form === 'unpacked');
    },
    // A body never changes, but may be large: it is let go soon after it was last shown.
    gcTime: 10_000,
    staleTime: 'static',
    structuralSharing: false,
  });
}
