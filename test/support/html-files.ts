import { readdirSync } from 'node:fs';

/** The HTML files of a built site, for example "zh/lessons/03-server-client/index.html". */
export const htmlFiles = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replaceAll('\\', '/'));
