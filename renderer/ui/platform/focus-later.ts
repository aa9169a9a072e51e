/**
 * For what gives the focus once an answer is there: call it where one asks. What it returns says
 * whether the focus is still where it was, or nowhere; who went on meanwhile keeps theirs.
 */
export function focusStays(): () => boolean {
  const before = document.activeElement;
  return () => {
    const here = document.activeElement;
    return here === before || here === null || here === document.body;
  };
}
