import type { AppFunction } from '../../preload/contract/app-model.ts';
import type { FunctionWhole } from '../../preload/contract/apps/functions.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { RUN_AS_WORDS, type RunAsKind, runAsKind } from './run-as.ts';

/** What is edited of a named function. */
export type FunctionDraft = Omit<AppFunction, 'problem'>;

export const FUNCTION_RUN_AS: Record<RunAsKind, string> = {
  ...RUN_AS_WORDS,
  default: 'As its caller',
};

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

const NAME = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

/**
 * What is wrong with a new name; undefined where nothing is.
 *
 * @param taken names of the other functions.
 */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return 'Enter a name.';
  if (taken.includes(name)) return 'A function with this name exists already.';
  return NAME.test(name) ? undefined : 'Letters, digits, _ and -. Use / for folders.';
}

export type FunctionProblems = Partial<Record<'name' | 'canEvaluate' | 'runAsUserId', string>>;

/** What keeps a draft from being saved. A name that was imported stays as it is. */
export function functionProblems(
  draft: FunctionDraft,
  oldName: string,
  taken: readonly string[],
): FunctionProblems {
  const problems: FunctionProblems = {};
  const name = draft.name === oldName ? undefined : nameProblem(draft.name, taken);
  if (name !== undefined) problems.name = name;
  const expression = jsonProblem(draft.canEvaluate, 'any');
  if (expression !== null) problems.canEvaluate = expression;
  if (runAsKind(draft) === 'user' && draft.runAsUserId.trim() === '')
    problems.runAsUserId = 'Choose a user.';
  return problems;
}
