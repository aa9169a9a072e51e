import type { ContractProcedure, ErrorMap, InferSchemaOutput, Meta } from '@orpc/contract';
import type { contract } from '../../preload/contract.ts';
import type { EngineSurface } from '../control/engine-surface.ts';
import type { Procedure } from './procedure.ts';
import { NEVER } from './never.ts';

type Contract = typeof contract;

/** What tools are given of the engine: all but the tools themselves. */
export type ToolSurface = Omit<EngineSurface, 'mcp'>;

type OperationOf<P extends Procedure> = P extends `${infer D}.${infer N}`
  ? D extends keyof Contract
    ? N extends keyof Contract[D]
      ? Contract[D][N]
      : never
    : never
  : never;

type Awaitable<P> =
  P extends ContractProcedure<infer I, infer O, ErrorMap, Meta>
    ? (
        ...args: unknown extends InferSchemaOutput<I>
          ? [input?: undefined, signal?: AbortSignal]
          : [input: InferSchemaOutput<I>, signal?: AbortSignal]
      ) => Promise<InferSchemaOutput<O>>
    : never;

/** An operation as a tool calls it: what it gives is what its schema says. */
type MethodOf<P extends Procedure> = Awaitable<OperationOf<P>>;

/** Gives an operation of the engine by its name; a tool can name those it declared, and no others. */
export type EngineCalls<P extends Procedure = Procedure> = <Q extends P>(name: Q) => MethodOf<Q>;

const FORBIDDEN: ReadonlySet<string> = new Set(NEVER);

/**
 * The operations that one tool may use.
 *
 * @param declared what its row of the table names
 * @param heard is told of each that is asked for
 * @throws Error for any other one: that is a mistake of the tool, not of its caller
 */
export function callsOf<P extends Procedure>(
  surface: ToolSurface,
  declared: readonly P[],
  heard: (name: Procedure) => void = () => {},
): EngineCalls<P> {
  return <Q extends P>(name: Q) => {
    if (!declared.includes(name) || FORBIDDEN.has(name)) {
      throw new Error(`A tool asked for ${name}, which it may not use.`);
    }
    heard(name);
    const [domain = '', operation = ''] = name.split('.');
    const room = surface[domain as keyof ToolSurface] as Readonly<Record<string, unknown>>;
    return room[operation] as MethodOf<Q>;
  };
}
