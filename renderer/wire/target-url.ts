/** Whether this can be a target; the engine judges the address itself once it is resolved. */
export function checkTargetUrl(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return 'Enter a URL, e.g. http://127.0.0.1:3000/webhooks.';
  if (!/^https?:\/\//i.test(text)) return 'Write the URL with http:// or https:// in front.';
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return 'This is not a URL.';
  if (url.username !== '' || url.password !== '') {
    return 'Leave out user name and password. Use an Authorization header.';
  }
  return text.length > 4000 ? 'A URL has at most 4,000 characters.' : null;
}
