import { z } from 'zod';

/** Name of an item in the file; other items refer to it by this. */
export const ProjectKey = z.string().regex(
  // A number alone would not keep its place: JavaScript puts such fields first.
  /^(?!\d+$)[a-z0-9][a-z0-9-]{0,62}$/,
  'Use up to 63 lower-case letters, digits and -, beginning with a letter or digit, with a letter in it',
);

/** Of a secret that this computer keeps under a name. */
export const SecretName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'Use up to 64 letters, digits, _ and -, beginning with a letter or digit',
  );

const OneRef = z.union([
  z.strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'This is no name of a variable')
      .describe('name of a variable of the environment'),
  }),
  z.strictObject({ secret: SecretName.describe('name given with `backstitch secret set`') }),
]);

const INTO_A_VARIABLE =
  'Secrets do not stand in this file: put it into a variable and write {"env": "NAME"}, or keep it with ' +
  '`backstitch secret set NAME` and write {"secret": "NAME"}';

/** Where a secret is found; of several, the first that is there. */
export const SecretRef = z
  .union([OneRef, z.array(OneRef).min(1).max(10)], {
    error: ({ input }) => (typeof input === 'string' ? INTO_A_VARIABLE : undefined),
  })
  .describe('{"env": "NAME"}, {"secret": "NAME"}, or a list of both: the first that is found');
export type SecretRef = z.infer<typeof SecretRef>;

/** Of an item; its key where it is left out. */
export const itemName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .optional()
  .describe('left out: as its key');
