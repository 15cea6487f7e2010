// Reads the headers of an IP packet: TCP (RFC 9293 §3.1), UDP (RFC 768), and the ICMP messages about them (RFC 792, RFC 4443).
import { controlBits } from '../../course/wire-shape.ts';
import type { Frame } from './pcap.ts';

export type ControlBit = (typeof controlBits)[number];

/** What a ladder is made of. */
export interface Packet {
  /** Microseconds since the epoch. */
  time: number;
  protocol: 'tcp' | 'udp' | 'icmp';
  /** The address from which it comes, with its port; of an ICMP message that of the packet that could not be delivered. */
  from: string;
  to: string;
  /** The bytes that it carries. The capture holds only the first of many. */
  data: Buffer;
  /** The number of bytes that it carries. */
  length: number;
  /** Only of a segment. */
  bits: readonly ControlBit[];
  seq: number;
  ack: number;
}

const bitOf: Record<ControlBit, number> = { FIN: 1, SYN: 2, RST: 4, ACK: 16 };
const [icmp4, tcp, udp, icmp6] = [1, 6, 17, 58];
/** Type and code of "port unreachable" (RFC 792; RFC 4443 §3.1). */
const portUnreachable = { [icmp4]: '3,3', [icmp6]: '1,4' };

const host4 = (bytes: Buffer) => bytes.join('.');
/** An IPv6 address. Only ::1 is shortened: there is no other one on loopback. */
function host6(bytes: Buffer): string {
  const words = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':');
  return words === '0:0:0:0:0:0:0:1' ? '[::1]' : `[${words}]`;
}

/** The parts of an IP packet. */
function partsOf(ip: Buffer) {
  const isIpv6 = ip.readUInt8(0) >> 4 === 6;
  const header = isIpv6 ? 40 : (ip.readUInt8(0) & 15) * 4;
  // A capture cuts long packets off. Their length is in the header.
  const length = isIpv6 ? ip.readUInt16BE(4) : ip.readUInt16BE(2) - header;
  const body = ip.subarray(header, header + length);
  return isIpv6
    ? { protocol: ip.readUInt8(6), from: host6(ip.subarray(8, 24)), to: host6(ip.subarray(24, 40)), body, length }
    : { protocol: ip.readUInt8(9), from: host4(ip.subarray(12, 16)), to: host4(ip.subarray(16, 20)), body, length };
}

/** The packet in a frame; undefined if it is neither TCP, nor UDP, nor an ICMP message that says "port unreachable". */
export function readPacket({ time, ip }: Frame): Packet | undefined {
  const { protocol, from, to, body, length } = partsOf(ip);
  const none = { time, data: Buffer.alloc(0), length: 0, bits: [], seq: 0, ack: 0 };
  const ends = (at: Buffer) => ({ from: `${from}:${at.readUInt16BE(0)}`, to: `${to}:${at.readUInt16BE(2)}` });
  if (protocol === tcp) {
    const header = (body.readUInt8(12) >> 4) * 4;
    return {
      ...none,
      ...ends(body),
      protocol: 'tcp',
      bits: controlBits.filter((bit) => body.readUInt8(13) & bitOf[bit]),
      seq: body.readUInt32BE(4),
      ack: body.readUInt32BE(8),
      data: body.subarray(header),
      length: length - header,
    };
  }
  if (protocol === udp) return { ...none, ...ends(body), protocol: 'udp', data: body.subarray(8), length: length - 8 };
  if (protocol !== icmp4 && protocol !== icmp6) return undefined;
  if (`${body.readUInt8(0)},${body.readUInt8(1)}` !== portUnreachable[protocol]) return undefined;
  // The message holds the beginning of the packet that could not be delivered.
  const about = partsOf(body.subarray(8));
  const [source, target] = [about.body.readUInt16BE(0), about.body.readUInt16BE(2)];
  return { ...none, protocol: 'icmp', from: `${about.from}:${source}`, to: `${about.to}:${target}` };
}
