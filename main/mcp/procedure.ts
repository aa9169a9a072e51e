import type { contract } from '../../preload/contract.ts';

type Contract = typeof contract;

/** The name of an operation of the contract: `captures.get`. */
export type Procedure = {
  [D in keyof Contract]: `${D}.${Extract<keyof Contract[D], string>}`;
}[keyof Contract];
