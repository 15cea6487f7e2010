// Reads a capture as tcpdump writes it to a pipe: the classic pcap format, with microseconds, in this machine's byte order.
import { Problem } from '../../project/problem.ts';

/** One captured frame. */
export interface Frame {
  /** Microseconds since the epoch. */
  time: number;
  /** The IP packet, without the header of the link layer. A long one is cut off. */
  ip: Buffer;
}

const fileHeader = 24;
const frameHeader = 16;
const microseconds = 0xa1b2c3d4;

/** The length of the header of the link layer, by its type (pcap-linktype(7)): Ethernet, which is that of Linux's lo, and none. */
const linkHeaders: Partial<Record<number, number>> = { 1: 14, 101: 0 };

/** Takes a capture in pieces of any length, and gives its frames as soon as they are complete. */
export class PcapReader {
  #rest: Buffer = Buffer.alloc(0);
  #skip: number | undefined;

  /** @throws Problem if it is no capture, or one of another link layer */
  *add(piece: Buffer): Generator<Frame> {
    this.#rest = Buffer.concat([this.#rest, piece]);
    if (this.#skip === undefined) {
      if (this.#rest.length < fileHeader) return;
      const magic = this.#rest.readUInt32LE(0);
      const link = this.#rest.readUInt32LE(20);
      this.#skip = magic === microseconds ? linkHeaders[link] : undefined;
      if (this.#skip === undefined)
        throw new Problem(
          'capture',
          `not a pcap stream of Ethernet or IP in little-endian order (${magic.toString(16)}, link type ${link})`,
        );
      this.#rest = this.#rest.subarray(fileHeader);
    }
    while (this.#rest.length >= frameHeader) {
      const end = frameHeader + this.#rest.readUInt32LE(8);
      if (this.#rest.length < end) return;
      const time = this.#rest.readUInt32LE(0) * 1e6 + this.#rest.readUInt32LE(4);
      const ip = this.#rest.subarray(frameHeader + this.#skip, end);
      this.#rest = this.#rest.subarray(end);
      yield { time, ip };
    }
  }
}
