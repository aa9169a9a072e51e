import { useQuery } from '@tanstack/react-query';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { api } from '../../api/client.ts';
import { openBody, TEXT_LIMIT_BYTES, type EditBody } from './edit-body.ts';
import { type Draft, type Original } from './edit-draft.ts';
import { headerRows } from '../../wire/headers/header-rows.ts';

export interface Editable {
  original: Original;
  /** The draft before anything is changed. */
  opened: Draft;
}

/** The parts of a capture that can be edited; its body is fetched only when `wanted`. */
export function useOriginal(capture: CaptureDetail | undefined, wanted: boolean) {
  return useQuery({
    queryKey: ['replay-original', capture?.id],
    enabled: capture !== undefined && wanted,
    queryFn: async ({ signal }): Promise<Editable | null> => {
      if (capture === undefined) return null;
      const { id, method, target, headers, sizeBytes } = capture;
      const large = sizeBytes > TEXT_LIMIT_BYTES;
      const empty = large || sizeBytes === 0;
      const blob = empty ? new Blob() : await api.captures.body({ id }, { signal });
      const body = new Uint8Array(await blob.arrayBuffer());
      const shown: EditBody = large ? { kind: 'kept', sizeBytes } : openBody(body);
      return {
        original: { method, target, headers, body },
        opened: { method, target, headers: headerRows(headers), body: shown },
      };
    },
  });
}
