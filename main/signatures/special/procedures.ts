import type { OwnProcedure } from '../scheme.ts';
import { adyen } from './adyen.ts';
import { braintree } from './braintree.ts';
import { paypal, sns } from './certificates.ts';
import { bearer, jiraConnect, monday, netlify, plaid } from './jwt-schemes.ts';
import type { OwnRules } from './own.ts';

export const PROCEDURES: Record<OwnProcedure, OwnRules> = {
  adyen,
  braintree,
  netlify,
  plaid,
  'jira-connect': jiraConnect,
  sns,
  paypal,
  monday,
  bearer,
};
