import type { AppValue, AppId } from '../../../preload/contract/app-model.ts';
import type { SecretView, ValueView } from '../../../preload/contract/apps/app-data.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { revisionOf } from '../config/changes.ts';
import { removeValue, saveValue } from '../config/edits/data-edits.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Users } from '../users/users.ts';
import { checkRevision, theApp } from './shared.ts';

/** `values` of the contract. */
export function valuesSurface(apps: Apps) {
  const views = (app: HeldApp): ValueView[] =>
    app.model.values.map((value) => ({ ...value, appId: app.id, revision: revisionOf(value) }));
  return {
    list: ({ appId }: { appId: AppId }) => views(apps.get(appId)),
    async save(input: { appId: AppId; value: AppValue; oldName: string; revision: string | null }) {
      const old = apps.get(input.appId).model.values.find((one) => one.name === input.oldName);
      checkRevision(input.revision, old && revisionOf(old));
      return views(await apps.apply(input.appId, saveValue(input.value, input.oldName)));
    },
    remove: async ({ appId, name }: { appId: AppId; name: string }) =>
      views(await apps.apply(appId, removeValue(name))),
  };
}

/** `secrets` of the contract. Their text only ever goes in; of long ones the last four are told. */
export function secretsSurface(apps: Apps, secrets: Secrets, changed: () => void) {
  function view(app: HeldApp, name: string): SecretView {
    const usedBy = app.report.missingSecrets.find((one) => one.name === name)?.usedBy ?? [];
    const isSet = secrets.names(app.id).includes(name);
    return { appId: app.id, name, isSet, last4: secrets.last4(app.id, name), usedBy };
  }
  return {
    list({ appId }: { appId: AppId }): SecretView[] {
      const app = apps.get(appId);
      const named = app.report.missingSecrets.map(({ name }) => name);
      return [...new Set([...named, ...secrets.names(appId)])]
        .sort()
        .map((name) => view(app, name));
    },
    async put(input: { name: string; value: string; appId?: AppId | undefined }) {
      const app = theApp(apps, input.appId);
      const named = app.report.missingSecrets.some(({ name }) => name === input.name);
      const warning = await secrets.set(app.id, input.name, input.value, named);
      changed();
      apps.announce(app.id, 'secrets');
      return { ...view(app, input.name), warning };
    },
    async remove(input: { name: string; appId?: AppId | undefined }) {
      const app = theApp(apps, input.appId);
      const removed = await secrets.remove(app.id, input.name);
      changed();
      apps.announce(app.id, 'secrets');
      return { removed };
    },
  };
}

/** `users` of the contract: a call for an app that is not there says so. */
export function usersSurface(apps: Apps, users: Users) {
  const known = <I extends { appId: AppId }>(input: I): I => {
    apps.get(input.appId);
    return input;
  };
  return {
    list: (input: Parameters<Users['list']>[0]) => users.list(known(input)),
    create: async (input: Parameters<Users['create']>[0]) => users.create(known(input)),
    update: async (input: Parameters<Users['update']>[0]) => users.update(known(input)),
    remove: async (input: Parameters<Users['remove']>[0]) => users.remove(known(input)),
    addApiKey: async (input: Parameters<Users['addApiKey']>[0]) => users.addApiKey(known(input)),
    removeApiKey: async (input: Parameters<Users['removeApiKey']>[0]) =>
      users.removeApiKey(known(input)),
    issueToken: async (input: Parameters<Users['issueToken']>[0]) => users.issueToken(known(input)),
  };
}
