/**
 * An event as it fits into a row. Where it is too long it loses whole segments at its beginning:
 * its end tells one event from another, and the sender stands beside it anyway.
 *
 * @param chars how many characters there is room for; at least two are shown.
 */
export function fitEvent(event: string, chars: number): string {
  if (event.length <= chars) return event;
  for (let at = 0; at < event.length; at += 1) {
    const isJoint = event[at] === '.' || event[at] === '/';
    // The sign for what is left out takes one character itself.
    if (isJoint && event.length - at <= chars && at + 1 < event.length) {
      return `…${event.slice(at + 1)}`;
    }
  }
  return `…${event.slice(-Math.max(1, chars - 1))}`;
}
