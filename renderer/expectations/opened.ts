import { create } from 'zustand';

interface Opened {
  /** What is searched for where the dialog was opened; null while it is closed. */
  search: string | null;
  /** Name of the one that is shown; null: a new one. It stays while the dialog is closed. */
  name: string | null;
}

/** What the dialog of expectations is about; it is open while there is something. */
export const useExpectationsOpen = create<Opened>(() => ({ search: null, name: null }));

/** @param search what a new one begins with; empty: shows what was shown last */
export const openExpectations = (search = ''): void =>
  useExpectationsOpen.setState({ search, ...(search !== '' && { name: null }) });
export const closeExpectations = (): void => useExpectationsOpen.setState({ search: null });
export const chooseExpectation = (name: string | null): void =>
  useExpectationsOpen.setState({ name });
