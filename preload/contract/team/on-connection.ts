/** What every call that asks the database of the team may be refused with. */
export const ON_CONNECTION = [
  'TEAM_UNREACHABLE',
  'TEAM_REFUSED',
  'TEAM_NOT_INSTALLED',
  'TEAM_TOO_OLD',
  'TEAM_TAKEN',
] as const;
