import type { Locator, Page } from 'playwright-core';

/** The dialogs that are open. A toast has the role of a dialog too, and may come at any time: it is none of them. */
export const openDialog = (page: Page): Locator =>
  page.locator('[role="dialog"]:not([data-toast]), [role="alertdialog"]:not([data-toast])');
