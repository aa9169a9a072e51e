import type {
  AnyContractProcedure,
  ContractProcedure,
  ErrorMap,
  InferSchemaInput,
  InferSchemaOutput,
  Meta,
} from '@orpc/contract';
import type { contract } from '../../preload/contract.ts';

/** What a caller sent, after its schema read it: defaults are in, ids are branded. */
type InputOf<P> =
  P extends ContractProcedure<infer I, infer _O, ErrorMap, Meta> ? InferSchemaOutput<I> : never;

/** What the engine hands to the output schema. */
type OutputOf<P> =
  P extends ContractProcedure<infer _I, infer O, ErrorMap, Meta> ? InferSchemaInput<O> : never;

// A procedure without an input schema infers `unknown`; its method may be called without arguments.
type Arguments<I> = unknown extends I
  ? [input?: undefined, signal?: AbortSignal]
  : [input: I, signal?: AbortSignal];

type Result<O> = [O] extends [AsyncIteratorObject<infer Y>] ? AsyncIterable<Y> : O | Promise<O>;

type Method<P extends AnyContractProcedure> = (
  ...args: Arguments<InputOf<P>>
) => Result<OutputOf<P>>;

type Surface<D> = {
  readonly [K in keyof D]: D[K] extends AnyContractProcedure ? Method<D[K]> : Surface<D[K]>;
};

/**
 * All that the router needs of the engine: one object per domain of the contract, one method per
 * procedure with its name and shape. A procedure added to the contract does not compile until the
 * engine has it.
 *
 * Input has passed its schema. `signal` aborts when the caller goes away. Errors meant for a person
 * are thrown as `BackstitchError`; anything else is logged and shown as an internal error.
 * A live stream must take up its subscription when the method is called, not at the first value
 * asked for, and must end when `signal` aborts.
 */
export type EngineSurface = Surface<typeof contract>;
