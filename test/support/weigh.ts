// Measures what a page costs its reader, in the browser.

import type { Browser, BrowserContextOptions, CDPSession } from 'playwright-core';

/**
 * The bodies that one page received over the wire, compressed, in bytes, and how much the page moved while it was read. Headers
 * are not counted, because they differ from server to server.
 */
export interface Weight {
  path: string;
  requests: number;
  total: number;
  html: number;
  css: number;
  js: number;
  other: number;
  /** Bytes of other pages that were prefetched. They are in none of the numbers above. */
  ahead: number;
  /** The sum of all layout shifts. It is at least the cumulative layout shift, which is the worst five seconds of them. */
  shift: number;
  /** The elements that moved, as CSS selectors. */
  moved: string[];
  /** The other hosts that the page contacted. */
  hosts: string[];
  /** The files that the page requested and did not get. */
  failed: string[];
}

/** How a page is visited. */
export type Device = 'phone' | 'narrow window' | 'desktop';

// The screens are those of Lighthouse. Its phone has a pointer that hovers, like the narrow window. A touch phone has none.
const devices: Record<Device, BrowserContextOptions> = {
  phone: { viewport: { width: 412, height: 823 }, isMobile: true, hasTouch: true },
  'narrow window': { viewport: { width: 412, height: 823 } },
  desktop: { viewport: { width: 1350, height: 940 } },
};

export const allDevices = Object.keys(devices) as Device[];

// Requests to any other host go through a proxy that does not answer. They are seen, and nothing leaves this machine.
const nowhere = { server: 'http://127.0.0.1:9', bypass: '127.0.0.1' };

const watchShifts = `{
  const seen = { sum: 0, moved: new Set() };
  const nameOf = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (!element) return node.nodeName;
    const id = element.id && '#' + element.id;
    return element.localName + id + [...element.classList].map((name) => '.' + name).join('');
  };
  const take = (entries) => {
    for (const entry of entries) {
      if (entry.hadRecentInput) continue;
      seen.sum += entry.value;
      for (const { node } of entry.sources) if (node) seen.moved.add(nameOf(node));
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  globalThis.shiftsSoFar = () => {
    take(observer.takeRecords());
    return { sum: seen.sum, moved: [...seen.moved] };
  };
}`;

const readThrough = `(async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
    scrollTo({ top, behavior: 'instant' });
    await drawn();
  }
  await new Promise((done) => requestIdleCallback(done));
  return shiftsSoFar();
})()`;

type Kind = 'html' | 'css' | 'js' | 'other' | 'ahead';

function kindOf(mimeType: string): Kind {
  if (mimeType === 'text/html') return 'html';
  if (mimeType === 'text/css') return 'css';
  return mimeType.endsWith('/javascript') ? 'js' : 'other';
}

/** Counts the requests of a page from now on. */
async function watchRequests(session: CDPSession, origin: string) {
  const weight = { requests: 0, total: 0, html: 0, css: 0, js: 0, other: 0, ahead: 0 };
  const [hosts, failed] = [new Set<string>(), new Set<string>()];
  const open = new Map<string, { url: string; kind: Kind; isLast: boolean; head: number }>();
  let settled = () => {};

  const add = (kind: Kind, bytes: number) => {
    weight[kind] += bytes;
    if (kind === 'ahead') return;
    weight.requests += 1;
    weight.total += bytes;
  };
  const close = (id: string) => {
    open.delete(id);
    if (open.size === 0) settled();
  };
  session.on('Network.requestWillBeSent', ({ requestId, request: { url, initialPriority }, redirectResponse }) => {
    if (!/^https?:/.test(url)) return;
    if (redirectResponse) add('other', 0);
    if (new URL(url).origin !== origin) hosts.add(new URL(url).host);
    open.set(requestId, { url, kind: 'other', isLast: initialPriority === 'VeryLow', head: 0 });
  });
  session.on('Network.responseReceived', ({ requestId, type, response: { status, mimeType, encodedDataLength } }) => {
    const one = open.get(requestId);
    if (!one) return;
    one.head = encodedDataLength;
    // Only two properties show a <link rel="prefetch"> in the protocol: the lowest priority, and the type Other.
    one.kind = one.isLast && type === 'Other' ? 'ahead' : kindOf(mimeType);
    if (status >= 400) failed.add(`${one.url} (${status})`);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = open.get(requestId);
    if (one) add(one.kind, encodedDataLength - one.head);
    close(requestId);
  });
  session.on('Network.loadingFailed', ({ requestId, errorText }) => {
    const one = open.get(requestId);
    if (one) {
      add(one.kind, 0);
      failed.add(`${one.url} (${errorText})`);
    }
    close(requestId);
  });
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });

  /** Waits until no request is open. */
  const rest = () =>
    new Promise<void>((resolve) => {
      settled = resolve;
      if (open.size === 0) resolve();
    });
  return { rest, seen: () => ({ ...weight, hosts: [...hosts], failed: [...failed] }) };
}

/** Delays every script until the page was painted, as on a very slow connection. */
async function delayScripts(session: CDPSession): Promise<void> {
  const held: string[] = [];
  let painted = false;
  // The call fails if the page is closed by then. That does not matter.
  const go = (requestId: string) => session.send('Fetch.continueRequest', { requestId }).catch(() => {});
  session.on('Fetch.requestPaused', async ({ requestId }) => {
    if (painted) await go(requestId);
    else held.push(requestId);
  });
  session.on('Page.lifecycleEvent', async ({ name }) => {
    if (name !== 'firstContentfulPaint') return;
    painted = true;
    await Promise.all(held.splice(0).map(go));
  });
  await session.send('Page.enable');
  await session.send('Page.setLifecycleEventsEnabled', { enabled: true });
  await session.send('Fetch.enable', { patterns: [{ resourceType: 'Script' }] });
}

/**
 * Opens a page with an empty cache, scrolls from top to bottom, and weighs it. The scripts run after the first paint, so that
 * every movement they cause is seen. A page that needs a script to be painted is never painted.
 */
async function weigh(browser: Browser, origin: string, path: string, device: Device): Promise<Weight> {
  const context = await browser.newContext({ ...devices[device], proxy: nowhere });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const requests = await watchRequests(session, origin);
    await delayScripts(session);
    await page.addInitScript(watchShifts);
    await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' });
    const { sum, moved } = (await page.evaluate(readThrough)) as { sum: number; moved: string[] };
    await requests.rest();
    return { path, ...requests.seen(), shift: sum, moved };
  } finally {
    await context.close();
  }
}

/** The most times that a page is weighed. */
const mostTimes = 3;

/**
 * Weighs a page, and weighs it again if something moved. A busy browser can paint a page before its layout is complete. What
 * the page itself moves, it moves each time.
 */
async function weighCalmly(browser: Browser, origin: string, path: string, device: Device): Promise<Weight> {
  for (let times = 1; ; times++) {
    const weight = await weigh(browser, origin, path, device);
    if (weight.shift === 0 || times === mostTimes) return weight;
  }
}

/**
 * Weighs a page on devices, with delayed scripts, and keeps the worst value of each.
 * @param origin where the site is served, for example "http://127.0.0.1:40123"
 * @param path the page's path, for example "/lessons/03-server-client/"
 */
export async function weighOn(which: Device[], browser: Browser, origin: string, path: string): Promise<Weight> {
  const all = await Promise.all(which.map((device) => weighCalmly(browser, origin, path, device)));
  const heaviest = all.reduce((most, one) => (one.total > most.total ? one : most));
  const most = (number: 'requests' | 'js' | 'shift') => Math.max(...all.map((one) => one[number]));
  const every = (list: 'moved' | 'hosts' | 'failed') => [...new Set(all.flatMap((one) => one[list]))];
  return {
    ...heaviest,
    requests: most('requests'),
    js: most('js'),
    shift: most('shift'),
    moved: every('moved'),
    hosts: every('hosts'),
    failed: every('failed'),
  };
}
