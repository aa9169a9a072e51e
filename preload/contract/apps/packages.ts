import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId } from '../app-model.ts';
import { errors } from '../errors.ts';

/** An npm package of an app's functions. */
export const PackageView = z.object({
  name: z.string(),
  wanted: z.string().nullable().describe('range in functions/package.json; null: not named there'),
  installed: z.string().nullable().describe('version that functions get; null: none'),
  place: z
    .enum(['app', 'store'])
    .nullable()
    .describe('app: functions/node_modules of its folder, which counts first; store: ours'),
  fits: z.boolean().describe('what is installed is what functions/package.json asks for'),
});
export type PackageView = z.infer<typeof PackageView>;

const byApp = z.object({ appId: AppId });
const byPackage = byApp.extend({ name: z.string().min(1).max(214) });
const save = z
  .preprocess((value) => (value === 'false' ? false : value), z.coerce.boolean())
  .default(true)
  .describe('false leaves functions/package.json as it is');
const onChange = errors('APP_NOT_FOUND', 'APP_INVALID', 'APP_CHANGED', 'STORE_UNAVAILABLE');

/** npm packages of apps. Whatever changes, the next run finds it. */
export const packages = {
  list: oc
    .route({ method: 'GET', path: '/packages', summary: 'npm packages of an app’s functions' })
    .input(byApp)
    .output(z.array(PackageView))
    .errors(errors('APP_NOT_FOUND')),
  /** Asks the registry. */
  versions: oc
    .route({
      method: 'GET',
      path: '/packages/versions',
      summary: 'Versions of a package',
    })
    .input(byPackage)
    .output(
      z.object({
        latest: z.string().nullable(),
        versions: z.array(z.string()).describe('highest first, at most 300'),
      }),
    )
    .errors(errors('APP_NOT_FOUND', 'APP_INVALID')),
  /** Puts a package and what it needs into the app’s store; another version takes its place. */
  install: oc
    .route({ method: 'POST', path: '/packages', summary: 'Install a package or another version' })
    .input(
      byPackage.extend({
        name: byPackage.shape.name.describe('may be name@range'),
        range: z
          .string()
          .max(100)
          .default('')
          .describe('version, range or tag; "": as functions/package.json says, else the newest'),
        save,
      }),
    )
    .output(z.object({ installed: z.string().describe('name@version') }))
    .errors(onChange),
  /** Takes with it what nothing else needs. */
  remove: oc
    .route({ method: 'POST', path: '/packages/remove', summary: 'Remove a package' })
    .input(byPackage.extend({ save }))
    .output(
      z.object({
        removed: z.array(z.string()).describe('name@version'),
        neededBy: z.array(z.string()).describe('packages that need it: it stays'),
      }),
    )
    .errors(onChange),
};
