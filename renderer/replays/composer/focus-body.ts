/** Puts the caret into the body of a composer: an editor, whose text is in a shadow tree, or a field. */
export function focusBody(panel: HTMLElement): void {
  const body = panel.querySelector('section[aria-label="Body"]');
  for (const element of body?.querySelectorAll<HTMLElement>('*') ?? []) {
    const inside = element.shadowRoot?.querySelector<HTMLElement>('.cm-content') ?? null;
    const field = element instanceof HTMLTextAreaElement ? element : inside;
    if (field === null) continue;
    field.focus();
    return;
  }
}
