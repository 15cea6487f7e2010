// The repository of the course, read from the environment, and its pages on which a reader can correct something.
import { Problem } from '../scripts/project/problem.ts';

/** The branch that is published, as in `.github/workflows/`. */
const branch = 'main';

/**
 * Reads the variable SOCKETBOOK_REPOSITORY. An empty one counts as unset.
 * @returns the address without a slash at the end, as in `https://github.com/owner/name`; undefined if the variable is unset
 * @throws Problem that names the variable, its value and what is accepted
 */
export function repository(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const value = env.SOCKETBOOK_REPOSITORY?.trim();
  if (!value) return undefined;
  const url = URL.parse(value);
  const path = url && /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(url.pathname);
  if (path && url.href === `https://${url.host}${url.pathname}`) return `${url.origin}/${path[1]}/${path[2]}`;
  throw new Problem(
    `SOCKETBOOK_REPOSITORY=${JSON.stringify(env.SOCKETBOOK_REPOSITORY)}`,
    'not the address of a repository; accepted: https:// with a host, an owner and a name, such as https://github.com/owner/socketbook',
  );
}

/** The page on which a file can be edited. @param file a path of this project, for example "lessons/03-server-client/en.mdx" */
export const editAddress = (repository: string, file: string): string => `${repository}/edit/${branch}/${file}`;

/**
 * The form of `.github/ISSUE_TEMPLATE/mistake.yml`, with its field for the place filled in.
 * @param page the address of the page, or of a place in it
 */
export const mistakeAddress = (repository: string, page: string): string =>
  `${repository}/issues/new?${new URLSearchParams({ template: 'mistake.yml', page })}`;
