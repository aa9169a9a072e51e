import { findProvider } from '../signatures/providers/providers.ts';
import type { Provider } from '../signatures/scheme.ts';
import { signatureHeaders } from '../signatures/signing/signed-parts.ts';

/** Where bodies of a sender hold a secret as it is: `json:value[].clientState`, `form:token`. */
export const secretFieldsOf = ({ schemes }: Pick<Provider, 'schemes'>): string[] =>
  schemes.flatMap((scheme) =>
    scheme.kind === 'token' && /^(?:json|form):/.test(scheme.from) ? [scheme.from] : [],
  );

/** The same by the id of a sender; none where it is not known. */
export const secretFieldsOfSender = (id: string | null): string[] => {
  const provider = id === null ? undefined : findProvider(id);
  return provider === undefined ? [] : secretFieldsOf(provider);
};

/** Names of the headers by which a sender proves itself, in lower case; none where it is not known. */
export const signatureHeadersOfSender = (id: string): string[] => {
  const provider = findProvider(id);
  return provider === undefined ? [] : signatureHeaders(provider);
};
