import type { BodyKind } from '../../../main/decode/body-kind.ts';

/** The ways to look at a body; which ones make sense depends on its kind. */
export type BodyView = 'tree' | 'form' | 'parts' | 'image' | 'pretty' | 'raw' | 'hex';

/** The views offered for a kind, the one to open with first. */
export const VIEWS: Record<BodyKind, readonly BodyView[]> = {
  empty: [],
  json: ['tree', 'pretty', 'raw', 'hex'],
  ndjson: ['tree', 'pretty', 'raw', 'hex'],
  form: ['form', 'raw', 'hex'],
  multipart: ['parts', 'raw', 'hex'],
  xml: ['pretty', 'raw', 'hex'],
  svg: ['image', 'pretty', 'raw', 'hex'],
  text: ['raw', 'hex'],
  image: ['image', 'hex'],
  binary: ['hex', 'raw'],
};
