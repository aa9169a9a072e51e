/** Buttons of the console that keys press; each is marked by `data-sql` with this name. */
export type SqlButton =
  | 'run'
  | 'explain'
  | 'cancel'
  | 'save'
  | 'new'
  | 'close'
  | 'next'
  | 'previous';

const find = (name: SqlButton): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-sql~="${name}"]`);

/** Whether it is there and can be pressed now. */
export const hasSqlButton = (name: SqlButton): boolean => {
  const button = find(name);
  return button !== null && !(button instanceof HTMLButtonElement && button.disabled);
};

export function pressSqlButton(name: SqlButton): void {
  find(name)?.click();
}
