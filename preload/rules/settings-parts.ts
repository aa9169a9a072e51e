/** The parts of the settings by the steps of their address, in their order. */
export const SETTINGS_PARTS = [
  'appearance',
  'keys',
  'notices',
  'limits',
  'hosts',
  'agents',
  'project',
  'traces',
  'browsers',
  'tunnel',
  'team',
  'storage',
  'about',
] as const;
export type SettingsPart = (typeof SETTINGS_PARTS)[number];

/** Each as it is called in the window. */
export const SETTINGS_NAMES: Record<SettingsPart, string> = {
  appearance: 'Appearance',
  keys: 'Keys',
  notices: 'Notices',
  limits: 'Limits and retention',
  hosts: 'Allowed hosts',
  agents: 'Agents',
  project: 'Project',
  traces: 'Traces',
  browsers: 'Browsers',
  tunnel: 'Tunnel',
  team: 'Team',
  storage: 'Storage',
  about: 'About',
};
