// Writes the schema of clausebook.yaml, as the program in CLAUSEBOOK_BINARY prints it, for the association in package.json.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const binary = process.env.CLAUSEBOOK_BINARY ?? 'clausebook';
mkdirSync('schema', { recursive: true });
writeFileSync('schema/configuration.json', execFileSync(binary, ['schema', 'configuration']));
