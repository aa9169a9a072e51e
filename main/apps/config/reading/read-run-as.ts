import type { RunAs } from '../../../../preload/contract/app-model.ts';
import { booleanOf, type Fields, stringOf } from '../app-files.ts';
import type { Reporter } from '../report.ts';

/** Who something runs as, as its configuration says it. */
export function readRunAs(fields: Fields, path: string, reporter: Reporter): RunAs {
  const runAs = {
    runAsSystem: typeof fields.run_as_system === 'boolean' ? fields.run_as_system : null,
    runAsAuthedUser: booleanOf(fields.run_as_authed_user),
    runAsUserId: stringOf(fields.run_as_user_id),
    runAsUserIdScriptSource: stringOf(fields.run_as_user_id_script_source),
    fetchCustomUserData: booleanOf(fields.fetch_custom_user_data),
    createUserOnAuth: booleanOf(fields.create_user_on_auth),
  };
  const chosen = [
    runAs.runAsSystem === true,
    runAs.runAsAuthedUser,
    runAs.runAsUserId !== '',
    runAs.runAsUserIdScriptSource !== '',
  ].filter(Boolean).length;
  if (chosen > 1) {
    reporter.say(
      'warning',
      path,
      'It names more than one user to run as. The first of these is used: system, application, user id, script.',
    );
  }
  return runAs;
}
