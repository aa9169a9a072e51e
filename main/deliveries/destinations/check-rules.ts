import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { readCertificates, readFingerprint } from '../../outbound/trust.ts';
import { filterProblem } from '../messages/body-filter.ts';
import { pointerProblem } from '../messages/order-key.ts';
import { rulesProblem } from '../rules/status-rules.ts';

/**
 * Judges what decides over deliveries: rules by status, filter, order and trust.
 *
 * @throws BackstitchError DESTINATION_INVALID, with the field
 */
export function checkRules(input: DestinationInput): void {
  const rules = rulesProblem(input.statusRules);
  if (rules !== undefined) throw invalid(`statusRules.${rules.at}.statuses`, rules.text);
  const filter = filterProblem(input.filter);
  if (filter !== null) throw invalid('filter', filter);
  checkOrder(input);
  checkTrust(input);
}

function checkOrder({ ordering, orderKey }: DestinationInput): void {
  if (ordering !== 'keyed') return;
  if (orderKey === null) throw invalid('orderKey', 'Say where the key is.');
  const problem = orderKey.from === 'json' ? pointerProblem(orderKey.pointer) : null;
  if (problem !== null) throw invalid('orderKey', problem);
}

function checkTrust({ trust, url }: DestinationInput): void {
  if (trust === null) return;
  if (/^(http|nats|kafka):/i.test(url.trim())) {
    throw invalid('trust', 'Without TLS there is no certificate to trust.');
  }
  if (trust.kind === 'pin' && readFingerprint(trust.fingerprint) === undefined) {
    throw invalid('trust', 'This is not a fingerprint: write sha256/ and 44 characters.');
  }
  if (trust.kind === 'ca' && readCertificates(trust.pem).length === 0) {
    throw invalid('trust', 'Paste certificates in PEM, from BEGIN CERTIFICATE to END CERTIFICATE.');
  }
}

/** How it signs, where a form leaves that out. */
export const signingOf = ({ kind, signing }: Pick<DestinationInput, 'kind' | 'signing'>): string =>
  signing ?? (kind === 'http' ? 'standard' : 'none');

/** What is kept of an input: each thing in its one form. */
export function normal(input: DestinationInput): DestinationInput & { signing: string } {
  const { trust } = input;
  const whole = { ...input, signing: signingOf(input) };
  if (trust?.kind !== 'pin') return whole;
  const fingerprint = readFingerprint(trust.fingerprint) ?? trust.fingerprint;
  return { ...whole, trust: { kind: 'pin', fingerprint } };
}

function invalid(field: string, message: string): BackstitchError {
  return new BackstitchError('DESTINATION_INVALID', message, { field });
}
