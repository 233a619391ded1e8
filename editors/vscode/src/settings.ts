// What the settings of the editor mean for the command that is started. Nothing here needs the editor, so that it can be tested.

import * as path from 'node:path';

export interface Settings {
    path: string;
    root: string;
    drafts: boolean;
    manual: string;
}

export interface ServerCommand {
    command: string;
    args: string[];
    cwd: string | undefined;
}

/** The command that starts the server; `folder` is the first folder of the workspace, and `home` that of the user. */
export function serverCommand(settings: Settings, folder: string | undefined, home: string): ServerCommand {
    const command = expanded(settings.path.trim() || 'clausebook', home);
    const args = ['lsp', '--stdio'];
    if (settings.drafts) {
        args.push('--drafts');
    }
    const root = expanded(settings.root.trim(), home);
    if (root !== '') {
        args.push('--root', folder === undefined ? root : path.resolve(folder, root));
    }
    return { command, args, cwd: folder };
}

/** The options of `initialize`. */
export function initializationOptions(settings: Settings): Record<string, string> {
    const manual = settings.manual.trim();
    return manual === '' ? {} : { manual };
}

/** A path with the folder of the user in place of `~`. */
function expanded(written: string, home: string): string {
    return written === '~' || written.startsWith('~/') ? path.join(home, written.slice(1)) : written;
}

export interface Counts {
    errors: number;
    warnings: number;
    hints: number;
}

/** The counts that `clausebook.check` answers with; nothing where they are none. */
export function counts(answer: unknown): Counts | undefined {
    if (typeof answer !== 'object' || answer === null) {
        return undefined;
    }
    const { errors, warnings, hints } = answer as Record<string, unknown>;
    return typeof errors === 'number' && typeof warnings === 'number' && typeof hints === 'number'
        ? { errors, warnings, hints }
        : undefined;
}

/** One line on what was found. */
export function summary({ errors, warnings, hints }: Counts): string {
    const part = (count: number, name: string): string => `${String(count)} ${name}${count === 1 ? '' : 's'}`;
    const found = errors + warnings + hints > 0;
    return found ? [part(errors, 'error'), part(warnings, 'warning'), part(hints, 'hint')].join(', ') : 'no findings';
}
