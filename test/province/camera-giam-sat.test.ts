import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJpeg } from './decode-jpeg.ts';
import { encodeJpeg } from './jpeg/encode.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { CAMERAS, WARDS } from './systems/camera-giam-sat/cameras.ts';

describe('the JPEG encoder', () => {
  it('writes any picture so that every block decodes, to its own brightness', () => {
    const side = 24;
    const plane = fc.uint8Array({ minLength: side * side, maxLength: side * side });
    fc.assert(
      fc.property(plane, plane, plane, fc.integer({ min: 5, max: 95 }), (luma, blue, red, quality) => {
        const decoded = decodeJpeg(
          encodeJpeg({ width: side, height: side, planes: [luma, blue, red] }, quality),
        );
        expect([decoded.width, decoded.height, decoded.blockMeans.length]).toEqual([side, side, 9]);
        decoded.blockMeans.forEach((mean, block) => {
          const [top, left] = [Math.floor(block / 3) * 8, (block % 3) * 8];
          let sum = 0;
          for (let y = 0; y < 8; y += 1)
            for (let x = 0; x < 8; x += 1) sum += luma[(top + y) * side + left + x]!;
          // The first step of the table is 16, scaled by up to 10 at quality 5, and an eighth of it is a level.
          expect(Math.abs(mean - sum / 64)).toBeLessThanOrEqual((16 * 10) / 8 / 2 + 0.5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('writes flat blocks as their colour', () => {
    const flat = new Uint8Array(64).fill(77);
    const { blockMeans } = decodeJpeg(encodeJpeg({ width: 8, height: 8, planes: [flat, flat, flat] }, 95));
    expect(Math.abs(blockMeans[0]! - 77)).toBeLessThan(1);
  });
});

describe('the camera system', () => {
  let nowMs = Date.parse('2026-11-20T17:00:00+07:00');
  let province: RunningProvince;
  let base = '';
  let adminUrl = '';
  beforeAll(async () => {
    province = await startProvince({ only: ['camera-giam-sat'], nowMs: () => nowMs });
    base = province.env['CAMERA_GIAM_SAT_URL']!;
    adminUrl = province.env['CAMERA_GIAM_SAT_ADMIN_URL']!;
  });
  afterAll(() => province.close());
  const set = (series: string, value: unknown) =>
    fetch(`${adminUrl}/set`, { method: 'POST', body: JSON.stringify({ series, value }) });

  it('has 131 cameras at 59 sites in 4 wards', async () => {
    const { cameras } = (await (await fetch(`${base}/vms/cameras`)).json()) as {
      cameras: Record<string, string>[];
    };
    expect(cameras.length).toBe(131);
    expect(new Set(cameras.map((camera) => camera['site'])).size).toBe(59);
    expect(new Set(cameras.map((camera) => camera['ward']))).toEqual(new Set(WARDS.map(({ code }) => code)));
  });

  it('draws a real picture of 640 × 360 within 60 kB, another at each call', async () => {
    await set('CAM001.status', 'ONLINE');
    const take = async () => {
      const response = await fetch(`${base}/snapshot/CAM001.jpg`);
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(Date.parse(response.headers.get('last-modified')!)).toBe(Math.floor(nowMs / 1_000) * 1_000);
      return Buffer.from(await response.arrayBuffer());
    };
    const [first, second] = [await take(), await take()];
    expect(first.equals(second)).toBe(false);
    for (const picture of [first, second]) {
      expect(picture.length).toBeLessThanOrEqual(60_000);
      const { width, height, blockMeans } = decodeJpeg(picture);
      expect([width, height]).toEqual([640, 360]);
      // A scene, not a blank: bright and dark blocks.
      expect(Math.max(...blockMeans) - Math.min(...blockMeans)).toBeGreaterThan(100);
    }
  });

  it('gives no picture of a camera that is off, and 404 for one that is none', async () => {
    await set('CAM002.status', 'OFFLINE');
    expect((await fetch(`${base}/snapshot/CAM002.jpg`)).status).toBe(503);
    expect((await fetch(`${base}/snapshot/CAM999.jpg`)).status).toBe(404);
  });

  it('counts in its sums what its list says, and a lost camera only after fifteen minutes', async () => {
    interface Sums {
      onlinePercent: number;
      offlineOver15m: number;
      noVideo: number;
    }
    const read = async () =>
      (await (await fetch(`${base}/vms/cameras`)).json()) as {
        summary: Sums;
        cameras: { status: string; since: string }[];
      };
    for (let hour = 0; hour < 12; hour += 1) {
      nowMs += 47 * 60_000;
      const { summary, cameras } = await read();
      const online = cameras.filter(({ status }) => status === 'ONLINE').length;
      expect(summary.onlinePercent).toBeCloseTo((online / CAMERAS.length) * 100, 1);
      const lost = cameras.filter(
        ({ status, since }) => status === 'OFFLINE' && nowMs - Date.parse(since) >= 900_000,
      );
      // The list is as of its last ten seconds.
      expect(Math.abs(summary.offlineOver15m - lost.length)).toBeLessThanOrEqual(1);
    }
  });

  it('judges each event once: pending, then confirmed or dismissed for good', async () => {
    const read = async () => {
      const { events } = (await (await fetch(`${base}/vms/events`)).json()) as {
        events: Record<string, string>[];
      };
      return new Map(events.map((event) => [event['eventId']!, event['review']!]));
    };
    const before = await read();
    nowMs += 30 * 60_000;
    const after = await read();
    const both = [...before].filter(([id]) => after.has(id));
    expect(both.length).toBeGreaterThan(5);
    const isOnce = (id: string, review: string) =>
      review === 'PENDING' ? after.get(id) !== 'PENDING' : after.get(id) === review;
    expect(both.filter(([id, review]) => !isOnce(id, review))).toEqual([]);
  });
});
