/** The two attributes of `<html>` that all colours hang on. */
export interface Look {
  theme: 'light' | 'dark';
  contrast: 'normal' | 'more';
}

/**
 * Texts of the page that stand out too little from what is behind them in one of some looks, by
 * WCAG 2: 4.5 to 1, and 3 to 1 where they are large. It reads styles only, no pixels: a hundredth of
 * what axe needs for the same, so that every theme can be looked at, one after the other without
 * drawing them. That the platform's wishes lead to the same looks is a test of the frame. Runs in
 * the page.
 *
 * @param within a selector: only what is in the last element of it is looked at.
 */
export async function contrastFaults({
  within,
  looks,
}: {
  within: string;
  looks: readonly Look[];
}): Promise<string[]> {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];

  const brush = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const known = new Map<string, Colour>();
  /** The browser computes `color-mix()` and the like: painting one pixel says what comes of it. */
  function read(css: string): Colour {
    const seen = known.get(css);
    if (seen) return seen;
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = css;
    brush.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = brush.getImageData(0, 0, 1, 1).data;
    const colour = [r, g, b, a / 255] as const;
    known.set(css, colour);
    return colour;
  }

  const over = ([r, g, b, a]: Colour, below: Colour): Colour => [
    r * a + below[0] * (1 - a),
    g * a + below[1] * (1 - a),
    b * a + below[2] * (1 - a),
    1,
  ];

  function luminance(colour: Colour): number {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function ratio(one: Colour, other: Colour): number {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  const grounds = new Map<Element, Colour>();
  /** What is behind the text of an element: its own ground on that of what it is in. */
  function groundOf(element: Element | null): Colour {
    if (element === null) return [255, 255, 255, 1];
    const seen = grounds.get(element);
    if (seen) return seen;
    const below = groundOf(element.parentElement);
    const own = over(read(getComputedStyle(element).backgroundColor), below);
    grounds.set(element, own);
    return own;
  }

  const opacities = new Map<Element, number>();
  function opacityOf(element: Element | null): number {
    if (element === null) return 1;
    const seen = opacities.get(element);
    if (seen !== undefined) return seen;
    const own = Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
    opacities.set(element, own);
    return own;
  }

  /** Nobody has to read what is off, hidden, or only there for screen readers. */
  function isRead(element: Element): boolean {
    if (element.closest(':disabled, [aria-disabled="true"], [inert], [data-disabled]'))
      return false;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1;
  }

  const faults: string[] = [];
  function judge(element: Element, css: string, text: string): void {
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const [r, g, b, a] = read(css);
    // Drawn by what lies above it, as the text of the search under its marks.
    if (a === 0) return;
    const found = ratio(over([r, g, b, a * opacityOf(element)], ground), ground);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (found >= (isLarge ? 3 : 4.5)) return;
    const where = [ground, read(css)].map((colour) => colour.slice(0, 3).map(Math.round).join(' '));
    faults.push(`${found.toFixed(2)}: "${text.trim().slice(0, 60)}" (${where.join(' / ')})`);
  }

  function judgeAll(root: Element): void {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.nodeValue ?? '';
      const element = walker.currentNode.parentElement;
      if (text.trim() === '' || element === null || !isRead(element)) continue;
      const style = getComputedStyle(element);
      judge(element, element instanceof SVGElement ? style.fill : style.color, text);
    }
    for (const field of root.querySelectorAll<HTMLInputElement>('input, textarea, select')) {
      if (!isRead(field) || ['checkbox', 'radio', 'range'].includes(field.type)) continue;
      if (field.value !== '') judge(field, getComputedStyle(field).color, field.value);
      else if (field.placeholder)
        judge(field, getComputedStyle(field, '::placeholder').color, field.placeholder);
    }
  }

  const html = document.documentElement.dataset;
  const before = { theme: html['theme'], contrast: html['contrast'] };
  const all: string[] = [];
  for (const look of looks) {
    Object.assign(html, look);
    // The editor follows the attributes by a script: it has its turn first.
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    grounds.clear();
    opacities.clear();
    const root = [...document.querySelectorAll(within)].at(-1);
    if (root === undefined) all.push(`There is no ${within}.`);
    else judgeAll(root);
    const found = new Set(faults.splice(0));
    all.push(...[...found].map((fault) => `${look.theme}, ${look.contrast}: ${fault}`));
  }
  Object.assign(html, before);
  return all;
}
