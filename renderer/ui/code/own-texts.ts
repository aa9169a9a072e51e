/** More keystrokes than this are not on their way at once, however slow the page is. */
const MOST = 20;
/** What did not come back by then was never shown: a later text that is equal is somebody else's. */
const LATE_MS = 5000;

/**
 * Tells a text that comes back to the editor it was typed in from one that comes from elsewhere. On a
 * slow machine a text comes back when more has been typed already: shown then, it would undo that.
 *
 * @param first the text the editor opened with.
 * @param now in ms.
 */
export function ownTexts(first: string, now: () => number = () => performance.now()) {
  let onTheirWay = [{ text: first, at: now() }];
  return {
    /** Takes a text that was typed. */
    typed(text: string): void {
      onTheirWay = [...onTheirWay, { text, at: now() }].slice(-MOST);
    },
    /** Whether this is a text from here, with a newer one behind it. */
    isOvertaken(text: string): boolean {
      const since = now() - LATE_MS;
      const at = onTheirWay.findLastIndex((own) => own.text === text && own.at >= since);
      const isOvertaken = at >= 0 && at < onTheirWay.length - 1;
      onTheirWay = isOvertaken ? onTheirWay.slice(at + 1) : [{ text, at: now() }];
      return isOvertaken;
    },
  };
}
