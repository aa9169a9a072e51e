/** Buttons by their names, one after the other, that open something at an address. */
export interface Opening {
  /** What the address of the full app holds, or how it ends. */
  at: RegExp;
  /** The first is a button of the page, the others are entries of the menu that it opens. */
  by: readonly (string | RegExp)[];
}

const opening = (at: RegExp, ...by: (string | RegExp)[]): Opening => ({ at, by });

/** Dialogs, menus and popovers that one opens by buttons, page by page, in the order of the addresses. */
export const OPENINGS: readonly Opening[] = [
  opening(/^#\/captures$/, 'Save as a view'),
  opening(/^#\/captures$/, /^View “All”/),
  opening(/^#\/captures$/, 'Display'),
  opening(/^#\/captures$/, 'More for this list'),
  opening(/^#\/captures$/, 'More for this list', 'Expectations…'),
  opening(/tab=body$/, 'Copy'),
  opening(/tab=body$/, 'More'),
  opening(/tab=request$/, 'More for Host'),
  opening(/^#\/compare/, 'Pick another capture as A'),
  opening(/^#\/compose/, 'Choose a target'),
  opening(/^#\/endpoints$/, 'More for Stripe'),
  opening(/\/sender$/, 'Send a signed sample'),
  opening(/^#\/apps$/, 'Import an app'),
  opening(/^#\/apps$/, 'New app'),
  opening(/\/overview$/, /^App stationery/),
  opening(/\/services$/, 'Add service'),
  opening(/\*\/webhooks$/, 'Add webhook'),
  opening(/services\/orders$/, 'Delete'),
  opening(/orders\/rules$/, 'Add rule'),
  opening(/orders\/stubs$/, 'Add stub'),
  opening(/orders%2Fplace$/, 'More'),
  opening(/\/functions$/, 'Add function'),
  opening(/\/priceOf$/, 'Delete'),
  opening(/\/packages$/, 'Install package'),
  opening(/apps.*\/endpoints$/, 'Add endpoint'),
  opening(/\/values$/, 'Add value'),
  opening(/\/values$/, 'Add Secret'),
  opening(/\/users$/, 'Add user'),
  opening(/\/users$/, /^ada@/),
  opening(/apps\/[^/]+\/settings$/, 'Delete this app'),
  opening(/^#\/data$/, 'Add integration'),
  opening(/\/rows$/, 'Columns'),
  opening(/data\/[^/]+\/settings$/, 'Revoke'),
  opening(/data\/[^/]+\/settings$/, 'Reset the tables'),
  opening(/data\/[^/]+\/settings$/, 'Delete this integration'),
  opening(/shop\.data$/, 'Save query'),
  opening(/shop\.data$/, 'Save as'),
  opening(/\/dead$/, 'Requeue all'),
  opening(/\/destinations$/, 'Add destination'),
  opening(/\/forwards$/, 'Add forward'),
  opening(/\/forwards$/, 'Delete All'),
  opening(/destinations\/./, 'Recover'),
  opening(/destinations\/./, 'Send captures'),
  opening(/destinations\/./, 'Edit'),
  opening(/destinations\/./, 'Delete'),
  opening(/destinations\/./, 'Rotate'),
  opening(/^#\/simulator$/, 'Save as'),
];
