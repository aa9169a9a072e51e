/**
 * For what gives the focus once an answer is there: call it where one asks. What it returns says
 * whether the focus is still where it was, in `around` or nowhere; who went on meanwhile keeps theirs.
 */
export function focusStays(around: Element | null = null): () => boolean {
  const before = document.activeElement;
  return () => {
    const here = document.activeElement;
    if (here === null || here === document.body || here === before) return true;
    return around?.contains(here) === true;
  };
}
