const TOKEN = /^(?=.*\d)[\w~.-]{12,}$|^[\w~-]{24,}$/;

const BROKERS = /^\s*(?:nats|tls|kafkas?):\/\/[^@]*$/i;

/** A URL for lists: what may be a token in its path, and all values of its query, are left out. */
export function shownUrl(text: string): string {
  // Hosts and ports: credentials are refused in them.
  if (BROKERS.test(text)) return text.trim();
  const url = URL.parse(text);
  if (url === null) return '…';
  const path = url.pathname
    .split('/')
    .map((segment) => (TOKEN.test(segment) ? '…' : segment))
    .join('/');
  const names = [...url.searchParams.keys()].map((name) => `${name}=…`);
  return `${url.origin}${path}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}
