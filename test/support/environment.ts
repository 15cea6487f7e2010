// The environment of a reader's terminal without its language, so that commands print English unless a test says otherwise.
import { terminal } from '../../scripts/project/astro.ts';

const { LC_ALL, LC_MESSAGES, LANG, ...environment } = terminal;

export { environment };
