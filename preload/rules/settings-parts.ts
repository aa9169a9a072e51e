/** The parts of the settings by the steps of their address, in their order. */
export const SETTINGS_PARTS = [
  'appearance',
  'keys',
  'limits',
  'hosts',
  'browsers',
  'tunnel',
  'about',
] as const;
export type SettingsPart = (typeof SETTINGS_PARTS)[number];

/** Each as it is called in the window. */
export const SETTINGS_NAMES: Record<SettingsPart, string> = {
  appearance: 'Appearance',
  keys: 'Keys',
  limits: 'Limits and retention',
  hosts: 'Allowed hosts',
  browsers: 'Browsers',
  tunnel: 'Tunnel',
  about: 'About',
};
