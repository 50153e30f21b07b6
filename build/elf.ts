/** What a program or library of Linux says about itself, as far as we check it. */
export interface Elf {
  /** The processor that it is for, in Go's words; undefined for any that we do not build for. */
  readonly architecture: 'amd64' | 'arm64' | undefined;
  /** Names of the libraries that must be there (`DT_NEEDED`); empty for a static program. */
  readonly needed: readonly string[];
}

// Numbers of the format: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
const MACHINES: Readonly<Record<number, Elf['architecture']>> = { 62: 'amd64', 183: 'arm64' };
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NULL = 0;
const DT_NEEDED = 1;
const DT_STRTAB = 5;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/**
 * Reads the headers of an ELF file.
 * @throws when `file` is none, or not of 64 bits and little-endian as all that we carry is
 */
export function readElf(file: Buffer): Elf {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) {
    throw new Error('Cannot read ELF file: it is not a little-endian one of 64 bits');
  }
  const segments = readSegments(file);
  const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC);
  const entries = dynamic === undefined ? [] : readDynamic(file, dynamic);
  const names = entries.find(({ tag }) => tag === DT_STRTAB)?.value ?? 0;
  return {
    architecture: MACHINES[file.readUInt16LE(18)],
    needed: entries
      .filter(({ tag }) => tag === DT_NEEDED)
      .map(({ value }) => readText(file, toOffset(segments, names) + value)),
  };
}

function readSegments(file: Buffer): Segment[] {
  const start = Number(file.readBigUInt64LE(32));
  const entrySize = file.readUInt16LE(54);
  return Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
    const at = start + index * entrySize;
    return {
      type: file.readUInt32LE(at),
      offset: Number(file.readBigUInt64LE(at + 8)),
      address: Number(file.readBigUInt64LE(at + 16)),
      size: Number(file.readBigUInt64LE(at + 32)),
    };
  });
}

function readDynamic(file: Buffer, { offset, size }: Segment): { tag: number; value: number }[] {
  const entries = Array.from({ length: Math.floor(size / 16) }, (_, index) => ({
    tag: Number(file.readBigInt64LE(offset + index * 16)),
    value: Number(file.readBigUInt64LE(offset + index * 16 + 8)),
  }));
  const end = entries.findIndex(({ tag }) => tag === DT_NULL);
  return end < 0 ? entries : entries.slice(0, end);
}

/** Where in the file the bytes are that stand at `address` in memory. */
function toOffset(segments: readonly Segment[], address: number): number {
  const home = segments.find(
    (segment) => segment.type === PT_LOAD && address >= segment.address && address < segment.address + segment.size,
  );
  if (home === undefined) {
    throw new Error(`Cannot read ELF file: no segment holds address \`${address.toString(16)}\``);
  }
  return address - home.address + home.offset;
}

function readText(file: Buffer, offset: number): string {
  return file.toString('latin1', offset, file.indexOf(0, offset));
}
