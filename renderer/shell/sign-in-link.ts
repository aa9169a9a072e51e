/** What is wrong with a pasted link, or the code in it. */
export type ReadLink = { code: string } | { problem: string };

/**
 * Reads the one-time link that `backstitch login` prints.
 *
 * @param origin of this page: a link of another one signs in another Backstitch.
 */
export function readLink(pasted: string, origin: string): ReadLink {
  const url = URL.parse(pasted.trim());
  const code = url?.searchParams.get('token');
  if (url === null || code === null || code === undefined || code === '') {
    return { problem: 'This is not a sign-in link. It begins with http and holds ?token=.' };
  }
  if (url.origin !== origin) {
    return { problem: `This link is for ${url.host}. Open it in a new tab.` };
  }
  return { code };
}
