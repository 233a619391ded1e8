// Starts `clausebook lsp` and shows its state. All else is the server's.

import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, State } from 'vscode-languageclient/node';

import { counts, initializationOptions, serverCommand, summary, type Settings } from './settings.ts';

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const output = vscode.window.createOutputChannel('Clausebook', { log: true });
    const status = vscode.window.createStatusBarItem('clausebook.status', vscode.StatusBarAlignment.Left);
    status.name = 'Clausebook';
    status.command = 'clausebook.showOutput';
    context.subscriptions.push(
        output,
        status,
        vscode.commands.registerCommand('clausebook.restart', () => restart(output, status)),
        vscode.commands.registerCommand('clausebook.checkAll', () => check()),
        vscode.commands.registerCommand('clausebook.showOutput', () => {
            output.show();
        }),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (event.affectsConfiguration('clausebook')) {
                void restart(output, status);
            }
        }),
    );
    await restart(output, status);
}

export async function deactivate(): Promise<void> {
    await client?.dispose();
    client = undefined;
}

function settings(): Settings {
    const read = vscode.workspace.getConfiguration('clausebook');
    return {
        path: read.get('path', 'clausebook'),
        root: read.get('root', ''),
        drafts: read.get('drafts', false),
        manual: read.get('manual', ''),
    };
}

async function restart(output: vscode.LogOutputChannel, status: vscode.StatusBarItem): Promise<void> {
    await deactivate();
    const wanted = settings();
    const folder = vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file');
    const { command, args, cwd } = serverCommand(wanted, folder?.uri.fsPath, os.homedir());
    const run = { command, args, ...(cwd === undefined ? {} : { options: { cwd } }) };
    // The server says itself what is no part of a site.
    const documentSelector = ['markdown', 'yaml', 'json', 'csv', 'html', 'plaintext'].map((language) => ({
        scheme: 'file',
        language,
    }));
    const started = new LanguageClient('clausebook', 'Clausebook', run, {
        documentSelector,
        initializationOptions: initializationOptions(wanted),
        outputChannel: output,
    });
    client = started;
    started.onDidChangeState(({ newState }) => {
        show(status, newState);
    });
    try {
        await started.start();
    } catch (error) {
        output.error(String(error));
        status.text = '$(error) Clausebook';
        status.tooltip = `\`${command}\` does not start: ${String(error)}`;
        status.show();
        const choice = await vscode.window.showErrorMessage(
            `Clausebook: \`${command}\` does not start. Install it, or set its path.`,
            'Open Settings',
        );
        if (choice !== undefined) {
            await vscode.commands.executeCommand('workbench.action.openSettings', 'clausebook.path');
        }
    }
}

function show(status: vscode.StatusBarItem, state: State): void {
    const names = { [State.Starting]: 'starting', [State.Running]: 'running', [State.Stopped]: 'stopped' };
    const icons = { [State.Starting]: 'loading~spin', [State.Running]: 'check', [State.Stopped]: 'circle-slash' };
    status.text = `$(${icons[state]}) Clausebook`;
    status.tooltip = `The language server of Clausebook is ${names[state]}`;
    status.show();
}

async function check(): Promise<void> {
    const answer: unknown = await client?.sendRequest('workspace/executeCommand', { command: 'clausebook.check' });
    const found = counts(answer);
    if (found !== undefined) {
        void vscode.window.showInformationMessage(`Clausebook: ${summary(found)}`);
    }
}
