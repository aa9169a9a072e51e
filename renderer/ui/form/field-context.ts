import { createContext, useContext } from 'react';

/** What a control inside a `Field` carries, so that label, help and error are read out with it. */
export type ControlProps = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
};

export const FieldContext = createContext<ControlProps | null>(null);

/** The props the surrounding `Field` hands to its control; none outside of a field. */
export function useControlProps(): Partial<ControlProps> {
  return useContext(FieldContext) ?? {};
}
