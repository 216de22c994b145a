// Files to hand in: PDFs made of sample scans, new bytes each time, since the same bytes again are only a duplicate.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

// Tests run in `web/`.
const SCANS = path.resolve('../fixtures/scans');

/** A sample scan, by its path in `fixtures/scans`. */
export function sample(name: string): Buffer {
  return readFileSync(path.join(SCANS, name));
}

export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** One PDF whose pages are JPEGs, at 300 dpi. */
export function pdfOf(jpegs: readonly Buffer[], name = 'mẻ-thử.pdf'): Upload {
  const objects: Buffer[] = [];
  const add = (head: string, stream?: Buffer) => {
    objects.push(
      stream
        ? Buffer.concat([Buffer.from(`${head}\nstream\n`), stream, Buffer.from('\nendstream')])
        : Buffer.from(head),
    );
    return objects.length;
  };
  add('<< /Type /Catalog /Pages 2 0 R >>');
  const kids: string[] = [];
  objects.push(Buffer.alloc(0));
  for (const jpeg of jpegs) {
    const { width, height, colours } = sizeOf(jpeg);
    const [w, h] = [width, height].map((pixels) => ((pixels * 72) / 300).toFixed(2));
    const image = add(
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /${colours === 1 ? 'DeviceGray' : 'DeviceRGB'} /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>`,
      jpeg,
    );
    const drawn = Buffer.from(`q ${w} 0 0 ${h} 0 0 cm /I Do Q`);
    const content = add(`<< /Length ${drawn.length} >>`, drawn);
    const page = add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Resources << /XObject << /I ${image} 0 R >> >> /Contents ${content} 0 R >>`,
    );
    kids.push(`${page} 0 R`);
  }
  objects[1] = Buffer.from(`<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(' ')}] >>`);

  const parts = [Buffer.from(`%PDF-1.7\n% ${randomUUID()}\n`)];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(part);
    at += part.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return { name, mimeType: 'application/pdf', buffer: Buffer.concat(parts) };
}

/** A JPEG that is another one for who counts bytes, and the same for who looks. */
export function jpegOf(of: string, name = path.basename(of)): Upload {
  const jpeg = sample(of);
  const comment = Buffer.from(randomUUID());
  const segment = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return {
    name,
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([jpeg.subarray(0, 2), segment, comment, jpeg.subarray(2)]),
  };
}

function sizeOf(jpeg: Buffer): { width: number; height: number; colours: number } {
  for (let at = 2; at < jpeg.length; ) {
    const marker = jpeg[at + 1] ?? 0;
    // A frame header, of whichever kind.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: jpeg.readUInt16BE(at + 5), width: jpeg.readUInt16BE(at + 7), colours: jpeg[at + 9] ?? 3 };
    }
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  throw new Error('not a JPEG');
}
