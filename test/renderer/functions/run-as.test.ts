import { describe, expect, it } from 'vitest';
import type { RunAs } from '../../../preload/contract/app-model.ts';
import { runAsKind, withRunAs } from '../../../renderer/functions/run-as.ts';

const NOBODY: RunAs = {
  runAsSystem: null,
  runAsAuthedUser: false,
  runAsUserId: '',
  runAsUserIdScriptSource: '',
  fetchCustomUserData: false,
  createUserOnAuth: false,
};
const KINDS = ['default', 'system', 'application', 'user', 'script'] as const;

describe('who a function runs as', () => {
  it('is what was chosen, whatever was chosen before', () => {
    for (const before of KINDS) {
      for (const kind of KINDS) {
        expect(runAsKind(withRunAs(withRunAs(NOBODY, before), kind)), `${before} ${kind}`).toBe(
          kind,
        );
      }
    }
  });

  it('follows the order of the vendor where several are set', () => {
    const all = {
      ...NOBODY,
      runAsSystem: true,
      runAsAuthedUser: true,
      runAsUserId: 'u1',
      runAsUserIdScriptSource: 'exports = () => 1',
    };
    expect(runAsKind(all)).toBe('system');
    expect(runAsKind({ ...all, runAsSystem: false })).toBe('application');
    expect(runAsKind({ ...all, runAsSystem: false, runAsAuthedUser: false })).toBe('user');
    expect(runAsKind({ ...NOBODY, runAsUserIdScriptSource: 'exports = () => 1' })).toBe('script');
  });

  it('keeps the user and the script that were there already', () => {
    const draft = { ...NOBODY, runAsUserId: 'u1', runAsUserIdScriptSource: 'mine' };
    expect(withRunAs(draft, 'user').runAsUserId).toBe('u1');
    expect(withRunAs(draft, 'script').runAsUserIdScriptSource).toBe('mine');
  });

  it('leaves a setting that the app never wrote unwritten', () => {
    expect(withRunAs(NOBODY, 'application').runAsSystem).toBeNull();
    expect(withRunAs({ ...NOBODY, runAsSystem: true }, 'default').runAsSystem).toBe(false);
  });
});
