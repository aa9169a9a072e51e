import type { AppFunction } from '../../preload/contract/app-model.ts';
import type { FunctionWhole } from '../../preload/contract/functions.ts';

/** What is edited of a named function. */
export type FunctionDraft = Omit<AppFunction, 'problem'>;

export function emptyFunction(name: string): FunctionDraft {
  return {
    name,
    private: false,
    canEvaluate: '',
    disableArgLogs: false,
    runAsSystem: null,
    runAsAuthedUser: false,
    runAsUserId: '',
    runAsUserIdScriptSource: '',
    fetchCustomUserData: false,
    createUserOnAuth: false,
    source: 'exports = async function (arg) {\n  return { arg };\n};\n',
  };
}

export function functionDraftOf(fn: FunctionWhole): FunctionDraft {
  const { appId: _app, revision: _revision, limits: _limits, problem: _problem, ...draft } = fn;
  return draft;
}
