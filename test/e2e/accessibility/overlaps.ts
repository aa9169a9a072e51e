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
  type Clip = Pick<Box, 'left' | 'right' | 'top' | 'bottom'>;
  /** What is seen of whatever lies in an element, null for nothing: asked for once an element. */
  const clips = new Map<Element | null, Clip | null>([
    [null, { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity }],
  ]);
  const clipOf = (element: Element | null): Clip | null => {
    const known = clips.get(element);
    if (known !== undefined || element === null) return known ?? null;
    const around = clipOf(element.parentElement);
    const { overflowX, overflowY, clipPath } = getComputedStyle(element);
    let clip = clipPath === 'none' ? around : null;
    if (clip !== null && (overflowX !== 'visible' || overflowY !== 'visible')) {
      const own = element.getBoundingClientRect();
      clip = {
        left: Math.max(clip.left, own.left),
        right: Math.min(clip.right, own.right),
        top: Math.max(clip.top, own.top),
        bottom: Math.min(clip.bottom, own.bottom),
      };
    }
    clips.set(element, clip);
    return clip;
  };
  const clipped = (element: Element, rect: DOMRect): Clip | null => {
    const clip = clipOf(element);
    if (clip === null) return null;
    const left = Math.max(clip.left, rect.left);
    const right = Math.min(clip.right, rect.right);
    const top = Math.max(clip.top, rect.top);
    const bottom = Math.min(clip.bottom, rect.bottom);
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
