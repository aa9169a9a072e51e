/** What is said about a body beside its bytes. */
export interface Told {
  /** Content-Type as it was sent; null or undefined without one. */
  contentType: string | null | undefined;
  /** The charset a person chose for bodies of this place: it goes before all but a byte order mark. */
  chosen?: string | null | undefined;
  /** What the message says elsewhere, as SendGrid's table of charsets does; counts after Content-Type. */
  beside?: string | null | undefined;
}

/** The same of a body as it was sent: its content codings are still on it. */
export interface BodyTold extends Told {
  contentEncoding: string | undefined;
}
