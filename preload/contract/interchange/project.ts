import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';
import { ProjectKey, SecretName } from './project-references.ts';

/** Kinds of things that a project holds; `order`: in which order endpoints are matched. */
export const ProjectKind = z.enum([
  'destinations',
  'endpoints',
  'order',
  'forwards',
  'integrations',
  'searches',
  'savedQueries',
  'expectations',
  'redaction',
  'apps',
  'tunnel',
  'settings',
]);
export type ProjectKind = z.infer<typeof ProjectKind>;

const which = {
  kind: ProjectKind,
  key: z.string().max(500).describe('as in the file'),
};

/** JSON text of an item, two blanks to a level; null where there is none. */
const ItemText = z.string().nullable();

/** Something that the file says and Backstitch does not do yet. */
export const ProjectChange = z.object({
  ...which,
  change: z.enum(['add', 'change', 'remove', 'move']),
  before: ItemText,
  after: ItemText,
  risk: z
    .enum(['none', 'removes', 'egress'])
    .describe('removes: something is deleted; egress: more may leave or reach this computer'),
  why: z.string().nullable().describe('what the risk is, in words'),
  program: z
    .string()
    .optional()
    .describe('that would be started; a yes is not enough, `programs` has to name it'),
});
export type ProjectChange = z.infer<typeof ProjectChange>;

/** Both sides changed an item, each in its own way. */
export const ProjectConflict = z.object({ ...which, file: ItemText, backstitch: ItemText });
export type ProjectConflict = z.infer<typeof ProjectConflict>;

export const ProjectProblem = z.object({
  message: z.string(),
  file: z.string().nullable().describe('below the folder of the project'),
  line: z.number().int().nullable().describe('1 first'),
  column: z.number().int().nullable().describe('1 first'),
});
export type ProjectProblem = z.infer<typeof ProjectProblem>;

/** A reference that leads nowhere on this computer. */
export const MissingSecret = z.object({
  env: z.array(z.string()).describe('variables that would do'),
  secrets: z.array(z.string()).describe('named secrets that would do'),
  usedBy: z.array(z.object(which)),
});
export type MissingSecret = z.infer<typeof MissingSecret>;

/** A host to which a destination of the project would send, and may not yet. */
export const HostToAllow = z.object({
  host: z.string(),
  destinations: z.array(z.string()).describe('their keys; they are paused until then'),
  secrets: z.array(z.string()).describe('names of variables and secrets that it would get'),
});
export type HostToAllow = z.infer<typeof HostToAllow>;

export const ProjectState = z.object({
  directory: z.string().nullable().describe('null: no project is attached'),
  file: z.string().nullable().describe('absolute path of its backstitch.json'),
  write: z.boolean().describe('edits of the page are written into the file'),
  valid: z.boolean(),
  readAt: EpochMs.nullable(),
  problems: z.array(ProjectProblem),
  pending: z.array(ProjectChange).describe('what waits for a yes'),
  conflicts: z.array(ProjectConflict),
  missing: z.array(MissingSecret),
  hosts: z.array(HostToAllow),
  items: z
    .array(z.object({ ...which, id: z.string().describe('in Backstitch') }))
    .describe('what the project owns here'),
});
export type ProjectState = z.infer<typeof ProjectState>;

const directory = z.string().trim().min(1).max(4096).describe('absolute');
const onProject = errors('PROJECT_INVALID', 'PROJECT_CONFLICT', 'STORE_UNAVAILABLE');
const onSecret = errors('PROJECT_INVALID', 'STORE_UNAVAILABLE');

/** What Backstitch is configured to do, in a file that is kept in git. */
export const project = {
  state: oc
    .route({ method: 'GET', path: '/project', summary: 'The project that is attached' })
    .output(ProjectState),
  plan: oc
    .route({
      method: 'POST',
      path: '/project/plan',
      summary: 'What applying the file would change; changes nothing',
    })
    .input(z.object({ directory: directory.optional().describe('left out: the one attached') }))
    .output(z.object({ changes: z.array(ProjectChange), conflicts: z.array(ProjectConflict) }))
    .errors(onProject),
  apply: oc
    .route({
      method: 'POST',
      path: '/project/apply',
      summary: 'Apply what waits, and read secrets again',
    })
    .input(
      z.object({
        yes: z.boolean().default(false).describe('also what removes, or lets more leave'),
        allowHosts: z.array(z.string().min(1).max(300)).max(50).default([]),
        programs: z
          .array(z.string().min(1).max(1000))
          .max(10)
          .default([])
          .describe('paths of programs that a person saw and lets start'),
      }),
    )
    .output(z.object({ applied: z.array(ProjectChange), state: ProjectState }))
    .errors({ ...onProject, ...errors('TARGET_REFUSED') }),
  resolve: oc
    .route({ method: 'POST', path: '/project/resolve', summary: 'End a conflict' })
    .input(z.object({ ...which, keep: z.enum(['file', 'backstitch']) }))
    .output(ProjectState)
    .errors(onProject),
  attach: oc
    .route({
      method: 'POST',
      path: '/project/attach',
      summary: 'Follow the project file of a folder',
    })
    .input(
      z.object({
        directory,
        write: z.boolean().default(true).describe('write edits of the page into the file'),
      }),
    )
    .output(ProjectState)
    .errors(onProject),
  detach: oc
    .route({
      method: 'POST',
      path: '/project/detach',
      summary: 'Stop following it; file and items stay',
    })
    .output(ProjectState)
    .errors(onProject),
  pull: oc
    .route({
      method: 'POST',
      path: '/project/pull',
      summary: 'Write all that is here into a new project file, secrets by reference',
    })
    .input(z.object({ directory }))
    .output(
      z.object({
        file: z.string(),
        items: z.number().int(),
        left: z.array(z.string()).describe('what stays out of the file, and why'),
      }),
    )
    .errors(onProject),
  add: oc
    .route({
      method: 'POST',
      path: '/project/items',
      summary: 'Add something made in the page to the project',
    })
    .input(
      z.object({
        kind: ProjectKind,
        id: z.string().min(1).max(100),
        key: ProjectKey.optional().describe('left out: made of its name'),
      }),
    )
    .output(ProjectState)
    .errors(onProject),
  secrets: oc
    .route({ method: 'GET', path: '/project/secrets', summary: 'Names of the named secrets' })
    .output(z.array(z.object({ name: z.string(), last4: z.string() }))),
  setSecret: oc
    .route({ method: 'PUT', path: '/project/secrets/{name}', summary: 'Keep a named secret' })
    .input(z.object({ name: SecretName, value: z.string().min(1).max(20_000) }))
    .output(z.object({ name: z.string() }))
    .errors(onSecret),
  removeSecret: oc
    .route({ method: 'DELETE', path: '/project/secrets/{name}', summary: 'Forget a named secret' })
    .input(z.object({ name: z.string().max(100) }))
    .output(z.object({ removed: z.boolean() }))
    .errors(onSecret),
  schema: oc
    .route({ method: 'GET', path: '/project/schema', summary: 'JSON Schema of the project file' })
    .output(z.record(z.string(), z.unknown())),
  /** The present state first, then each change. */
  live: oc
    .route({ method: 'GET', path: '/project/live', summary: 'The project as it changes' })
    .output(eventIterator(ProjectState)),
};
