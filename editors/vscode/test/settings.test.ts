import assert from 'node:assert/strict';
import { test } from 'node:test';

import { counts, initializationOptions, serverCommand, summary, type Settings } from '../src/settings.ts';

const NONE: Settings = { path: '', root: '', drafts: false, manual: '' };

test('the server is started as the settings say', () => {
    assert.deepEqual(serverCommand(NONE, undefined, '/home/a'), { command: 'clausebook', args: ['lsp', '--stdio'], cwd: undefined });
    const all = { ...NONE, path: '~/bin/clausebook', root: 'guide', drafts: true };
    assert.deepEqual(serverCommand(all, '/w', '/home/a'), {
        command: '/home/a/bin/clausebook',
        args: ['lsp', '--stdio', '--drafts', '--root', '/w/guide'],
        cwd: '/w',
    });
    assert.deepEqual(serverCommand({ ...NONE, root: '/x' }, '/w', '/home/a').args, ['lsp', '--stdio', '--root', '/x']);
});

test('an address of a manual is handed on, an empty one is not', () => {
    assert.deepEqual(initializationOptions(NONE), {});
    assert.deepEqual(initializationOptions({ ...NONE, manual: ' https://a.example/ ' }), { manual: 'https://a.example/' });
});

test('counts are read as they are answered', () => {
    assert.deepEqual(counts({ errors: 1, warnings: 2, hints: 0 }), { errors: 1, warnings: 2, hints: 0 });
    for (const answer of [null, undefined, 7, {}, { errors: '1', warnings: 2, hints: 0 }]) {
        assert.equal(counts(answer), undefined);
    }
    assert.equal(summary({ errors: 1, warnings: 2, hints: 0 }), '1 error, 2 warnings, 0 hints');
    assert.equal(summary({ errors: 0, warnings: 0, hints: 0 }), 'no findings');
});
