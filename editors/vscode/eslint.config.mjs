import js from '@eslint/js';
import typescript from 'typescript-eslint';

export default typescript.config(js.configs.recommended, typescript.configs.strictTypeChecked, {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    // The test runner of Node returns a promise that nobody has to wait for.
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test'], package: 'node:test' }] }] },
});
