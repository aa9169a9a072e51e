/**
 * Texts that lie on each other, in words. A box of a text is what of a line can be seen of it: what is
 * clipped, covered, hidden or only for screen readers does not count, nor the room above and below the
 * letters. Runs in the page.
 */
export function overlappingTexts(): string[] {
  interface Box {
    text: string;
    element: Element;
    left: number;
    right: number;
    top: number;
    bottom: number;
  }
  const clipped = (element: Element, rect: DOMRect): Omit<Box, 'text' | 'element'> | null => {
    let { left, right, top, bottom } = rect;
    for (let up: Element | null = element; up !== null; up = up.parentElement) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(up);
      if (clipPath !== 'none') return null;
      if (overflowX === 'visible' && overflowY === 'visible') continue;
      const clip = up.getBoundingClientRect();
      left = Math.max(left, clip.left);
      right = Math.min(right, clip.right);
      top = Math.max(top, clip.top);
      bottom = Math.min(bottom, clip.bottom);
    }
    // A quarter of a line above and below is room, and letters may touch.
    const room = (bottom - top) / 4;
    return right - left < 3 || bottom - top < 3
      ? null
      : { left: left + 1, right: right - 1, top: top + room, bottom: bottom - room };
  };
  const boxes: Box[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = (node.nodeValue ?? '').trim();
    const element = node.parentElement;
    if (text === '' || element === null || element.closest('[aria-hidden="true"], [inert], svg'))
      continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = clipped(element, rect);
      if (box !== null) boxes.push({ text: text.slice(0, 40), element, ...box });
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  const isSeen = ({ element }: Box, x: number, y: number): boolean => {
    for (const at of document.elementsFromPoint(x, y)) {
      if (element.contains(at) || at.contains(element)) return true;
      // What has a ground of its own covers what is below it; a text alone does not.
      if (!/, 0\)$|^transparent$/.test(getComputedStyle(at).backgroundColor)) return false;
    }
    return false;
  };
  const found: string[] = [];
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      if (other.top >= one.bottom) break;
      if (one.element === other.element) continue;
      if (one.left >= other.right || other.left >= one.right) continue;
      const x = (Math.max(one.left, other.left) + Math.min(one.right, other.right)) / 2;
      const y = (Math.max(one.top, other.top) + Math.min(one.bottom, other.bottom)) / 2;
      if (isSeen(one, x, y) && isSeen(other, x, y))
        found.push(`“${one.text}” lies on “${other.text}”`);
    }
  }
  return [...new Set(found)];
}
