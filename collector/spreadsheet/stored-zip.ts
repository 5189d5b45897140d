/**
 * Parts as a ZIP that packs nothing. The workbook's parser takes ZIPs only; from this one it reads exactly the bytes that
 * were bounded and checked, without unpacking anything again and without threads of its own.
 */
import { crc32 } from 'node:zlib';

const VERSION = 20;

export function storedZip(parts: ReadonlyMap<string, Uint8Array>): ArrayBuffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, body] of parts) {
    const letters = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(letters.length, 22);
    bodies.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, letters, Buffer.from(body));
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([VERSION, 0]);
    directory.push(Buffer.from('PK\u0001\u0002', 'latin1'), madeBy, common, place, letters);
    offset += 4 + common.length + letters.length + body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  const whole = Buffer.concat([...bodies, listed, end]);
  return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength) as ArrayBuffer;
}
