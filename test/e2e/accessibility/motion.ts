/**
 * What moves although nothing may: animations, transitions and smooth scrolling that the styles ask
 * for, and whatever scripts set going. For a window that wants reduced motion. Runs in the page.
 */
export function movingParts(): string[] {
  const faults: string[] = [];
  const name = (element: Element | null): string =>
    `${element?.tagName.toLowerCase()} [${element?.getAttribute('class')?.slice(0, 60) ?? ''}]`;
  for (const element of document.querySelectorAll('*')) {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
    if (animationName !== 'none')
      faults.push(`${name(element)} has the animation ${animationName}`);
    if (/[1-9]/.test(transitionDuration)) {
      faults.push(`${name(element)} changes within ${transitionDuration}`);
    }
    if (scrollBehavior !== 'auto') faults.push(`${name(element)} scrolls smoothly`);
  }
  for (const { effect, playState } of document.getAnimations()) {
    if (playState === 'finished' || !(effect instanceof KeyframeEffect)) continue;
    faults.push(`${name(effect.target)}${effect.pseudoElement ?? ''} moves`);
  }
  return faults;
}
