/**
 * A target as lists show it: the values of query parameters that prove who calls stay in the
 * capture's own page, out of every screen share of the list.
 */
export function shownTarget(target: string): string {
  return target.replace(/([?&](?:secret|api-?key|password|jwtTokenString)=)[^&#]+/gi, '$1…');
}
