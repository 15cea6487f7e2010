import { readdir, readFile, readlink } from 'node:fs/promises';

/** Below so many bytes in the buffers of all sockets of the machine it is not counted whose they are. */
const worthCounting = 32 * 1024 * 1024;
const pageSize = 4096;

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** The memory of the buffers of all TCP and UDP sockets of the machine, bytes (proc(5), /proc/net/sockstat). */
async function allSockets(): Promise<number> {
  const pages = [...(await read('/proc/net/sockstat')).matchAll(/ mem (\d+)$/gm)].map(([, count]) => Number(count));
  return pages.reduce((sum, count) => sum + count, 0) * pageSize;
}

/** The numbers of the sockets that a process has open, as /proc/net/tcp names them. */
async function socketsOf(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  // A descriptor may have been closed since.
  const targets = (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => ''));
  return new Set((await Promise.all(targets)).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

interface Row {
  local: string;
  remote: string;
  inode: string;
  bytes: number;
}

/** The sockets of a network namespace, of one protocol. */
async function readRows(pid: number, protocol: string): Promise<Row[]> {
  const lines = (await read(`/proc/${pid}/net/${protocol}`)).split('\n').slice(1, -1);
  return lines.map((line) => {
    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
    const [, local = '', remote = '', , queues = '', , , , , inode = ''] = line.trim().split(/\s+/);
    const [sent = 0, received = 0] = queues.split(':').map((hex) => Number.parseInt(hex, 16));
    return { local: `${protocol} ${local}`, remote: `${protocol} ${remote}`, inode, bytes: sent + received };
  });
}

/**
 * The bytes that wait in the buffers of a process's TCP and UDP sockets, and at the other ends of their connections: the
 * process fills those, too, and a connection that was not accepted yet belongs to no process.
 */
async function queuedBy(pid: number): Promise<number> {
  const inodes = await socketsOf(pid);
  const protocols = ['tcp', 'tcp6', 'udp', 'udp6'].map((protocol) => readRows(pid, protocol));
  const rows = (await Promise.all(protocols)).flat();
  const ours = new Set(rows.filter(({ inode }) => inodes.has(inode)).map(({ local }) => local));
  return rows
    .filter(({ local, remote }) => ours.has(local) || ours.has(remote))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * How much of the machine's memory a process occupies, bytes: what is resident, and what waits in its sockets' buffers.
 * Undefined where the system has no /proc. Counting the buffers takes some 100 ms, in another thread.
 */
export async function memoryOf(pid: number): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    return resident + ((await allSockets()) < worthCounting ? 0 : await queuedBy(pid));
  } catch {
    return undefined;
  }
}
