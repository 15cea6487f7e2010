// The live notebook: in `npm start`, and only there, every cell of a page can be run. It adds the script that runs them
// to each page, and to the dev server the address that this script talks to.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AstroIntegration } from 'astro';
import type { Connect, ViteDevServer } from 'vite';
import { type Lang, langOf, languages } from '../../scripts/languages.ts';
import { lessonsDir, projectDir } from '../../scripts/lesson.ts';
import { stringsFor } from '../strings.ts';
import { admitRequest, cookieName, isOwnHost, ownPort, Refusal } from './guard.ts';
import { type LiveLab, startLiveLab } from './lab.ts';
import { answer } from './routes.ts';
import { Runs } from './runs.ts';
import { Sessions } from './sessions.ts';
import { endWithNpm } from './starter.ts';

const browserPackages = [
  '@codemirror/commands',
  '@codemirror/lang-javascript',
  '@codemirror/language',
  '@codemirror/merge',
  '@codemirror/state',
  '@codemirror/view',
  '@lezer/highlight',
  'codemirror',
  'minisearch',
];

/** What Vite serves to nobody (Vite docs, server.fs.deny): who says more has to say this, too. */
const deniedByVite = ['.env', '.env.*', '*.{crt,pem,key,p12,pfx,cer,der}', '.npmrc', '.yarnrc.yml', '**/.git/**'];

/** A path as a pattern that matches it alone. */
const asGlob = (path: string) => path.replaceAll('\\', '/').replace(/[()[\]{}*?!+@|]/g, '\\$&');

function sayWhy({ reason, about }: Refusal, lang: Lang): string {
  const { refused } = stringsFor(lang).live;
  return about === '' ? refused[reason] : `${refused[reason]} (${about})`;
}

function refuse(request: IncomingMessage, response: ServerResponse, error: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    // Of a body that is too long the rest is not read.
    connection: 'close',
  });
  response.end(
    JSON.stringify({ reason: error.reason, text: sayWhy(error, langOf(request.headers['accept-language'])) }),
  );
}

/** Answers the visit that brings the token: a cookie for the right one, and the address without it in both cases. */
function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: Sessions,
  { port, address, token }: { port: number; address: URL; token: string },
): boolean {
  address.searchParams.delete('token');
  const session = request.method === 'GET' && isOwnHost(request, port) ? sessions.admit(token) : undefined;
  const cookie = `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  response.writeHead(303, {
    // One slash: two would lead to another host.
    location: `${address.pathname.replace(/^\/+/, '/')}${address.search}`,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...(session === undefined ? {} : { 'set-cookie': cookie }),
  });
  response.end();
  return session !== undefined;
}

/** The integration that makes the notebook live. Does nothing in a build. */
export function live(): AstroIntegration {
  const sessions = new Sessions();
  const runs = new Runs();
  let lab: Promise<LiveLab> | undefined;
  let server: ViteDevServer | undefined;
  let base = '/';

  /** The lab; another one where there is none, or none any more. */
  const openLab = (): Promise<LiveLab> => {
    if (lab !== undefined) return lab;
    const opened = startLiveLab();
    const forget = () => {
      if (lab === opened) lab = undefined;
    };
    lab = opened;
    opened.then(({ ended }) => ended.then(forget), forget);
    return opened;
  };

  const boundTo = () => server?.httpServer?.address() as AddressInfo | null | undefined;
  const invite = () => {
    const { address = '', port } = boundTo() ?? {};
    const host = address.includes(':') ? `[${address}]` : address;
    return `http://${host}:${port}${base}?token=${sessions.token}`;
  };

  return {
    name: 'live',
    hooks: {
      'astro:config:setup': ({ command, config, injectScript, updateConfig }) => {
        if (command !== 'dev') return;
        base = `${config.base.replace(/\/$/, '')}/`;
        injectScript('page', "import '/site/client/live.ts';");
        updateConfig({
          vite: {
            // Of this folder alone: two servers with the same packages would take it from each other.
            cacheDir: '.astro/vite',
            // Prepared now: found later, they would make Vite load the page anew.
            optimizeDeps: { include: browserPackages, noDiscovery: true },
            server: {
              // Vite would let pages of other ports of this machine read ours.
              cors: false,
              // What pupils write is no part of any page, and nobody's to read who has not the token.
              watch: { ignored: [join(projectDir, 'practice', '**')] },
              fs: { deny: [...deniedByVite, `${asGlob(projectDir)}/practice/**`] },
            },
          },
        });
      },
      'astro:server:setup': ({ server: vite }) => {
        server = vite;
        const prefix = `${base}-/live/`;
        vite.middlewares.use(async (request: Connect.IncomingMessage, response: ServerResponse, next: () => void) => {
          const url = request.originalUrl ?? request.url ?? '/';
          // Vite would start an editor for whoever asks, in small letters or capitals.
          if (/__open-in-editor/i.test(url)) {
            response.writeHead(404).end();
            return;
          }
          try {
            const address = URL.parse(url, 'http://localhost');
            const token = address?.searchParams.get('token');
            if (address && typeof token === 'string') {
              const port = ownPort(request, boundTo()?.address);
              const used = exchange(request, response, sessions, { port, address, token });
              if (used) console.log(`For another browser: ${invite()}`);
              return;
            }
            if (!url.startsWith(prefix) || !url.endsWith('/')) return next();
            admitRequest(request, boundTo()?.address, sessions);
            await answer(url.slice(prefix.length, -1), request, response, { runs, lab: openLab });
          } catch (error) {
            if (error instanceof Refusal) refuse(request, response, error);
            else {
              console.error(error);
              response.destroy();
            }
          }
        });
        vite.watcher.on('change', (path) => {
          if (!path.startsWith(lessonsDir) || path.endsWith('.mdx')) return;
          vite.ws.send('socketbook:changed', {});
        });
      },
      'astro:server:start': ({ address, logger }) => {
        if (server === undefined) return;
        if (!['127.0.0.1', '::1'].includes(address.address)) {
          logger.warn(stringsFor(languages[0]).live.refused.notLoopback);
          return;
        }
        endWithNpm();
        runs.open();
        openLab().catch((error) => logger.error(sayWhy(error, languages[0])));
        logger.info(`to run the programs in the page, open ${invite()}`);
      },
      'astro:server:done': async () => {
        await runs.end();
        await (await lab?.catch(() => undefined))?.close();
        lab = undefined;
      },
    },
  };
}
