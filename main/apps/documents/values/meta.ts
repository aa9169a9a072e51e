import type { Document, Maybe } from './values.ts';

/** What a query found out about a document: `textScore`, `geoNearDistance`. */
export type Meta = ReadonlyMap<string, Maybe>;

// Beside the documents, not in them: a field of any name is a field of the user.
const metas = new WeakMap<Document, Meta>();

export const metaOf = (document: Document): Meta | undefined => metas.get(document);

export function addMeta(document: Document, name: string, value: Maybe): void {
  metas.set(document, new Map([...(metas.get(document) ?? []), [name, value]]));
}

/** A document that a stage made of another. @returns the document. */
export function keepMeta(from: Document, to: Document): Document {
  const meta = metas.get(from);
  if (meta) metas.set(to, meta);
  return to;
}
