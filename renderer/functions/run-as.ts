import type { RunAs } from '../../preload/contract/app-model.ts';

export type RunAsKind = 'default' | 'system' | 'application' | 'user' | 'script';

/** Which of the settings counts, by the vendor's order. */
export function runAsKind(runAs: RunAs): RunAsKind {
  if (runAs.runAsSystem === true) return 'system';
  if (runAs.runAsAuthedUser) return 'application';
  if (runAs.runAsUserId !== '') return 'user';
  return runAs.runAsUserIdScriptSource === '' ? 'default' : 'script';
}

const SCRIPT = `exports = function (payload) {
  // Return the id of a user, or { runAsSystem: true }.
  return { runAsSystem: true };
};
`;

/** The settings that mean a kind; those that would contradict it are emptied. */
export function withRunAs<T extends RunAs>(draft: T, kind: RunAsKind): T {
  const id = kind === 'user' ? draft.runAsUserId || ' ' : '';
  const script = kind === 'script' ? draft.runAsUserIdScriptSource || SCRIPT : '';
  return {
    ...draft,
    runAsSystem: kind === 'system' ? true : draft.runAsSystem === null ? null : false,
    runAsAuthedUser: kind === 'application',
    runAsUserId: id,
    runAsUserIdScriptSource: script,
  };
}

export const RUN_AS_WORDS: Record<RunAsKind, string> = {
  default: 'System',
  system: 'System',
  application: 'The caller',
  user: 'One user',
  script: 'A user chosen by a script',
};
