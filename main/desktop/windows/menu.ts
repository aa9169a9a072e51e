import type { MenuItemConstructorOptions } from 'electron';
import type { ElectronParts } from '../electron-parts.ts';

/** Every command of the page that stands in the menu, with the key the page itself listens to. */
export const COMMANDS = {
  captures: { label: 'Captures' },
  endpoints: { label: 'Endpoints' },
  settings: { label: 'Settings…' },
  find: { label: 'Find', key: '/' },
  palette: { label: 'Command palette', key: 'CmdOrCtrl+K' },
  replay: { label: 'Replay', key: 'R' },
  'edit-replay': { label: 'Edit and replay', key: 'E' },
  'copy-curl': { label: 'Copy as curl', key: 'C' },
  pin: { label: 'Pin or unpin', key: 'P' },
  delete: { label: 'Delete', key: 'Delete' },
  'theme-light': { label: 'Light' },
  'theme-dark': { label: 'Dark' },
  'theme-system': { label: 'Like the system' },
  shortcuts: { label: 'Keyboard shortcuts', key: '?' },
} as const satisfies Record<string, { label: string; key?: string }>;

export type CommandId = keyof typeof COMMANDS;

interface MenuOptions {
  mac: boolean;
  /** Name of the app, title of its menu on macOS. */
  name: string;
  /** Developer tools are for a checkout, not for an installed app. */
  devTools: boolean;
  onCommand: (id: CommandId) => void;
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** Installs the menu of the app. */
export function installMenu(Menu: ElectronParts['Menu'], options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The whole menu as data. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { mac } = options;
  const item = (id: CommandId): MenuItemConstructorOptions => commandItem(id, options);
  const file: MenuItemConstructorOptions[] = mac
    ? [{ role: 'close' }]
    : [item('settings'), SEPARATOR, { role: 'close' }, { role: 'quit' }];
  return [
    ...(mac ? [macMenu(options)] : []),
    { label: 'File', submenu: file },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: [item('captures'), item('endpoints'), SEPARATOR, item('find'), item('palette')],
    },
    {
      label: 'Capture',
      submenu: [
        item('replay'),
        item('edit-replay'),
        item('copy-curl'),
        item('pin'),
        SEPARATOR,
        item('delete'),
      ],
    },
    { label: 'View', submenu: viewMenu(options) },
    ...(mac ? [{ role: 'windowMenu' } satisfies MenuItemConstructorOptions] : []),
    { role: 'help', submenu: [item('shortcuts')] },
  ];
}

function macMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: options.name,
    submenu: [
      { role: 'about' },
      SEPARATOR,
      { ...commandItem('settings', options), accelerator: 'Command+,' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

function viewMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const themes = (['theme-light', 'theme-dark', 'theme-system'] as const).map((id) =>
    commandItem(id, options),
  );
  return [
    { label: 'Theme', submenu: themes },
    SEPARATOR,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(options.devTools ? [SEPARATOR, { role: 'toggleDevTools' as const }] : []),
  ];
}

/**
 * The keys are shown, never taken: the page listens to them itself and knows when somebody types.
 * macOS ignores `registerAccelerator` and would take a bare letter out of every text field, so there
 * a key without a modifier stands below the label instead.
 */
function commandItem(id: CommandId, options: MenuOptions): MenuItemConstructorOptions {
  const command: { label: string; key?: string } = COMMANDS[id];
  const item: MenuItemConstructorOptions = {
    id,
    label: command.label,
    click: () => options.onCommand(id),
  };
  if (command.key === undefined) return item;
  if (options.mac && !command.key.includes('+')) return { ...item, sublabel: `Key ${command.key}` };
  return { ...item, accelerator: command.key, registerAccelerator: false };
}
