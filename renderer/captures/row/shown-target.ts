/**
 * A target as lists show it: tokens and the values of parameters that prove who calls stay in the
 * capture's own page, out of every screen share of the list. Calls of the client API begin alike:
 * what tells them apart is their end.
 */
export function shownTarget(target: string): string {
  return target
    .replace(/([?&](?:secret|api-?key|password|jwtTokenString)=)[^&#]+/gi, '$1…')
    .replace(/^\/api\/client\/v2\.0\/app\/[^/]+\/(?=auth\/|functions\/|location|push\/)/, '…/')
    .replace(/^(\/v1\/clients\/[^/]+\/token\/)[0-9a-f]{60}([0-9a-f]{4})/, '$1…$2');
}
