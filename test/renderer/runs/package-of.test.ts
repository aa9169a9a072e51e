import { expect, it } from 'vitest';
import { packageOf } from '../../../renderer/runs/package-of.ts';

const asked = (name: string) =>
  packageOf(`Cannot find module '${name}'. Add it to functions/package.json`);

it('names the package of a module that is missing, and nothing for files', () => {
  expect(asked('left-pad')).toBe('left-pad');
  expect(asked('lodash/fp/get')).toBe('lodash');
  expect(asked('@scope/tools/deep')).toBe('@scope/tools');
  expect(asked('./mine')).toBeNull();
  expect(asked('/etc/passwd')).toBeNull();
  expect(packageOf('Cannot read properties of undefined')).toBeNull();
});
