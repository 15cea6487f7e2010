import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** If the buffers of all sockets of the machine hold fewer bytes than this, the share of a process is not counted. */
const worthCounting = 32 * 1024 * 1024;
const pageSize = 4096;

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** The memory of the buffers of all TCP and UDP sockets of the machine, bytes (proc(5), /proc/net/sockstat). */
function allSockets(): number {
  let text = '';
  try {
    text = readFileSync('/proc/net/sockstat', 'utf8');
  } catch {
    // Some containers hide it.
  }
  const pages = [...text.matchAll(/ mem (\d+)$/gm)].map(([, count]) => Number(count));
  return pages.reduce((sum, count) => sum + count, 0) * pageSize;
}

/** The numbers of the sockets that a process has open, as /proc/net/tcp names them. */
async function socketsOf(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  // A descriptor may have been closed in the meantime.
  const targets = (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => ''));
  return new Set((await Promise.all(targets)).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

interface Row {
  /** Protocol, address and port, in the same form for an IPv4 socket and an IPv6 socket with an IPv4 address. */
  local: string;
  remote: string;
  inode: string;
  bytes: number;
}

/** The endpoints of a process's sockets that were seen so far. */
interface Known {
  ours: Set<string>;
  /** The other ends of its connections. */
  servers: Set<string>;
}

/** Gives both ends of a connection the same form, because one may be an IPv6 socket (::ffff:127.0.0.1, RFC 4291 §2.5.5.2). */
const endpoint = (protocol: string, address: string) =>
  `${protocol.replace('6', '')} ${address.replace(/^0{16}FFFF0000/, '')}`;

/** The sockets of one protocol in a process's network namespace. */
async function readRows(pid: number, protocol: string): Promise<Row[]> {
  const lines = (await read(`/proc/${pid}/net/${protocol}`)).split('\n').slice(1, -1);
  return lines.map((line) => {
    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
    const [, local = '', remote = '', , queues = '', , , , , inode = ''] = line.trim().split(/\s+/);
    const [sent = 0, received = 0] = queues.split(':').map((hex) => Number.parseInt(hex, 16));
    return { local: endpoint(protocol, local), remote: endpoint(protocol, remote), inode, bytes: sent + received };
  });
}

/**
 * The bytes in the buffers of a process's TCP and UDP sockets, and in those at the other ends of their connections, because
 * the process fills these, too. A connection that is not accepted yet, or was closed with unsent data, belongs to no process.
 * It is counted if the process had it before, or has had a connection to the same server. If two processes have, it is counted
 * for both.
 * @param known the endpoints of the process and of its servers that were seen so far; the current ones are added
 */
async function queuedBy(pid: number, { ours, servers }: Known): Promise<number> {
  const inodes = await socketsOf(pid);
  const protocols = ['tcp', 'tcp6', 'udp', 'udp6'].map((protocol) => readRows(pid, protocol));
  const rows = (await Promise.all(protocols)).flat();
  for (const { inode, local, remote } of rows) {
    if (!inodes.has(inode)) continue;
    ours.add(local);
    // Port 0 means that the socket is not connected.
    if (!remote.endsWith(':0000')) servers.add(remote);
  }
  for (const { inode, local, remote } of rows) if (inode === '0' && servers.has(remote)) ours.add(local);
  return rows
    .filter(({ local, remote }) => ours.has(local) || ours.has(remote))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Matches the parts of a process's memory in its status (proc(5)): resident memory, swapped memory, and page tables. */
const counted = /^Vm(?:RSS|Swap|PTE):\s+(\d+) kB$/gm;

/**
 * Measures how much of the machine's memory a process uses, in bytes: its own memory, and the data in its sockets' buffers.
 * @returns a function that measures it; the result is undefined if the system has no /proc. Counting the buffers takes about
 * 100 ms, in another thread. What is read each time takes less than a thread would take to answer.
 */
export function memoryOf(pid: number): () => Promise<number | undefined> {
  const known: Known = { ours: new Set(), servers: new Set() };
  return async () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const own = [...status.matchAll(counted)].reduce((sum, [, size]) => sum + Number(size) * 1024, 0);
      return own + (allSockets() < worthCounting ? 0 : await queuedBy(pid, known));
    } catch {
      return undefined;
    }
  };
}
