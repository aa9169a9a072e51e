/** So many are tried at most, the likeliest first. */
const MOST_URLS = 120;
const NAMED = 6;

/**
 * Other URLs that a sender may have for this place: other hosts, schemes and ports first, then the
 * path with and without its last slash, then the query in other orders and escapes.
 *
 * @param taken those that were tried for the verdict
 * @param known bases under which this machine is reached too: the tunnel's, its own
 */
export function otherUrls(taken: readonly string[], known: readonly string[]): string[] {
  const [first] = taken;
  if (first === undefined) return [];
  const origins = originsOf([...taken, ...known]);
  const places = pathsOf(restOf(first));
  const all = [
    ...origins.map((origin) => origin + (places[0] ?? '')),
    ...origins.slice(0, 8).flatMap((origin) => places.slice(1).map((place) => origin + place)),
  ];
  return [...new Set(all)].filter((url) => !taken.includes(url)).slice(0, MOST_URLS);
}

const ORIGIN = /^(https?):\/\/([^/?#:]+|\[[^\]]*\])(:\d+)?/i;

const restOf = (url: string): string => url.replace(ORIGIN, '');

/** Every host in every scheme, with and without its port. */
function originsOf(urls: readonly string[]): string[] {
  const found = urls.flatMap((url) => {
    const [, scheme, host = '', port = ''] = ORIGIN.exec(url) ?? [];
    if (scheme === undefined) return [];
    const other = scheme.toLowerCase() === 'https' ? 'http' : 'https';
    return [scheme, other].flatMap((each) =>
      [port, '', each === 'https' ? ':443' : ':80'].map((end) => `${each}://${host}${end}`),
    );
  });
  return [...new Set(found)];
}

/** A path and query as it came, then as others write it. */
function pathsOf(rest: string): string[] {
  const [path = '', query] = rest.split(/\?(.*)/s);
  const turned = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  const paths = [path, turned, decoded(path), encodeURI(decoded(path))];
  const queries = query === undefined ? [undefined] : [query, ...queriesOf(query)];
  const join = (one: string, other: string | undefined): string =>
    other === undefined || other === '' ? one : `${one}?${other}`;
  return [
    ...paths.map((each) => join(each, query)),
    ...queries.map((each) => join(path, each)),
    path,
    turned,
    `${path}?`,
    ...queries.map((each) => join(turned, each)),
  ].filter((place, i, all) => all.indexOf(place) === i);
}

function queriesOf(query: string): string[] {
  const pairs = query.split('&');
  return [
    pairs.toSorted().join('&'),
    pairs.toReversed().join('&'),
    query.replaceAll('+', '%20'),
    query.replaceAll('%20', '+'),
    query.replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase()),
    query.replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toLowerCase()),
    decoded(query),
    decoded(query.replaceAll('+', ' ')),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is said where another URL fits. */
export function urlThatFits(taken: string, fits: string): string {
  const differs = differences(taken, fits).join(', ');
  return (
    `The sender signed ${fits}: that is what it has as the URL. ${taken} was taken for it; the two ` +
    `differ in ${differs}. Save the sender’s as “URL at the provider”, or correct it there.`
  );
}

function differences(a: string, b: string): string[] {
  const parts = (url: string) => {
    const [, scheme = '', host = '', port = ''] = ORIGIN.exec(url) ?? [];
    const [path = '', query = ''] = restOf(url).split(/\?(.*)/s);
    const bare = path.replace(/\/$/, '');
    return { scheme, host, port, path: bare, 'the last slash': path === bare, query };
  };
  const [left, right] = [parts(a), parts(b)];
  const names = Object.keys(left) as (keyof typeof left)[];
  return names
    .filter((name) => left[name] !== right[name])
    .map((name) => (name.startsWith('the ') ? name : `the ${name}`));
}

/** What is said where none fits: which were tried. */
export function noUrlFits(taken: readonly string[], others: readonly string[]): string {
  const [first = '', ...more] = taken;
  // One of each host and scheme says more than spellings of one.
  const tried = [...more, ...others];
  const origins = tried.map((url) => ORIGIN.exec(url)?.[0]);
  const named = tried.filter((_url, i) => origins.indexOf(origins[i]) === i).slice(0, NAMED);
  const rest = tried.length - named.length;
  const list =
    named.length === 0
      ? ''
      : ` Tried besides: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  return (
    `The signature covers the URL the sender has. ${first} was taken for it, and does not fit.${list} ` +
    'If the provider has another one (an old tunnel, another path), save it as “URL at the provider”.'
  );
}
