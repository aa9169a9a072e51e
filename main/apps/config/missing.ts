import { parse } from 'jsonc-parser';
import type { AppModel } from '../../../preload/contract/app-model.ts';

type Missing = Map<string, Set<string>>;

const note = (missing: Missing, name: string, where: string): void => {
  if (name === '') return;
  const known = missing.get(name) ?? new Set<string>();
  known.add(where);
  missing.set(name, known);
};

const listed = (missing: Missing): [string, string[]][] =>
  [...missing]
    .map(([name, usedBy]): [string, string[]] => [name, [...usedBy]])
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Secrets and users the app names: an export holds neither. Which of them are set is not known here. */
export function missingOf(model: AppModel): {
  missingSecrets: { name: string; usedBy: string[] }[];
  missingUsers: { id: string; usedBy: string[] }[];
} {
  const secrets: Missing = new Map();
  const users: Missing = new Map();
  for (const service of model.services) {
    for (const name of Object.values(service.secretConfig)) note(secrets, name, service.name);
    for (const webhook of service.webhooks) {
      note(users, webhook.runAsUserId, `${service.name}/${webhook.name}`);
    }
  }
  for (const fn of model.functions) note(users, fn.runAsUserId, fn.name);
  for (const endpoint of model.endpoints) note(secrets, endpoint.secretName, endpoint.route);
  for (const value of model.values) {
    if (value.fromSecret) note(secrets, secretOf(value.value), `value ${value.name}`);
  }
  for (const provider of model.authProviders) {
    for (const key of signingKeys(provider.secretConfig)) note(secrets, key, provider.name);
  }
  return {
    missingSecrets: listed(secrets).map(([name, usedBy]) => ({ name, usedBy })),
    missingUsers: listed(users).map(([id, usedBy]) => ({ id, usedBy })),
  };
}

function secretOf(value: string): string {
  const parsed: unknown = parse(value);
  return typeof parsed === 'string' ? parsed : '';
}

/** Names of Secrets in a provider's `secret_config`. */
export function signingKeys(secretConfig: string): string[] {
  if (secretConfig === '') return [];
  const parsed: unknown = parse(secretConfig);
  const keys =
    typeof parsed === 'object' && parsed !== null && 'signingKeys' in parsed
      ? parsed.signingKeys
      : [];
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}
