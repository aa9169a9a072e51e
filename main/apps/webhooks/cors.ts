import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';

/** Headers that let a page of any allowed origin read the reply. */
export function corsHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  const origin = headerValue(headers, 'origin');
  return origin === undefined
    ? [['Access-Control-Allow-Origin', '*']]
    : [
        ['Access-Control-Allow-Origin', origin],
        ['Vary', 'Origin'],
      ];
}

/** Headers of the answer to a preflight; the function is not asked. */
export function preflightHeaders(headers: readonly HeaderPair[], methods: string): HeaderPair[] {
  const asked = headerValue(headers, 'access-control-request-headers');
  return [
    ...corsHeaders(headers),
    ['Access-Control-Allow-Methods', methods],
    ...(asked === undefined ? [] : [['Access-Control-Allow-Headers', asked] satisfies HeaderPair]),
    ['Access-Control-Max-Age', '600'],
  ];
}

/** Whether an app lets pages of this origin call it. No list lets all, and so does no origin. */
export function allowsOrigin(allowed: readonly string[], headers: readonly HeaderPair[]): boolean {
  const origin = headerValue(headers, 'origin');
  return allowed.length === 0 || origin === undefined || allowed.includes(origin);
}

export const ANY_METHODS = 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS';
