import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProvince, type RunningProvince } from './province.ts';
import { CROSSINGS, RAIL } from './systems/cua-khau-so/gates.ts';
import { bulletinDay, dayTotals, queueAt } from './systems/cua-khau-so/queue.ts';
import { bulletin, yardLoads } from './systems/cua-khau-so/bulletin.ts';
import { OverrideLog } from './overrides.ts';
import { makeView } from './view.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const times = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) });
const speeds = fc.constantFrom(1, 24, 60);

function viewOf(seed: number, atMs: number, speed = 1) {
  const simulation = { seed, speed, nowMs: () => atMs };
  const context = { simulation, overrides: new OverrideLog(), distortion: {}, note: () => {} };
  return makeView(context, atMs, true);
}

const shapes = [...CROSSINGS, { ...RAIL, opens: 0, closes: 24 }];

describe('the queue at a gate', () => {
  it('balances in whole vehicles at every instant: 20:00 stock + arrivals − exported = stock, never below zero', () => {
    fc.assert(
      fc.property(seeds, times, speeds, fc.constantFrom(...shapes), (seed, atMs, speed, shape) => {
        const queue = queueAt(viewOf(seed, atMs, speed), shape);
        expect(queue.stock).toBe(queue.before + queue.arrived - queue.exported);
        for (const figure of Object.values(queue)) expect(figure).toBeGreaterThanOrEqual(0);
        for (const figure of [queue.stock, queue.arrived, queue.exported, queue.imported])
          expect(Number.isInteger(figure)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('hands the evening over to the next day without a jump', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 20_000, max: 21_500 }),
        fc.constantFrom(...shapes),
        (seed, day, shape) => {
          const today = dayTotals(seed, shape, day);
          expect(dayTotals(seed, shape, day + 1).before).toBe(today.after);
          expect(today.before + today.arrived - today.exported).toBe(today.after);
          expect(today.exported).toBeGreaterThanOrEqual(0);
          const eveningMs = (day + 1) * 86_400_000 - 11 * 3_600_000;
          const before = queueAt(viewOf(seed, eveningMs - 1), shape);
          const after = queueAt(viewOf(seed, eveningMs), shape);
          expect(bulletinDay(eveningMs)).toBe(bulletinDay(eveningMs - 1) + 1);
          expect(after.before).toBe(after.stock);
          expect(Math.abs(after.stock - before.stock)).toBeLessThanOrEqual(2);
        },
      ),
    );
  });

  it('clears nothing while the gate is closed', () => {
    const chiMa = CROSSINGS.find(({ id }) => id === 'chi-ma')!;
    const at = (text: string) => queueAt(viewOf(9, Date.parse(`${text}+07:00`)), chiMa);
    expect(at('2026-11-20T06:59:00').exported).toBe(0);
    expect(at('2026-11-20T17:00:00').exported).toBe(at('2026-11-20T19:59:00').exported);
    expect(at('2026-11-20T17:00:00').exported).toBeGreaterThan(0);
  });

  it('starts from the real figures of the bulletin of 23/1/2024', () => {
    const mean = (id: string, field: 'exported' | 'imported' | 'arrived' | 'after') => {
      const shape = CROSSINGS.find((crossing) => crossing.id === id)!;
      const days = Array.from({ length: 364 }, (_, index) => dayTotals(4, shape, 20_400 + index)[field]);
      return days.reduce((sum, value) => sum + value, 0) / days.length;
    };
    // Weekends are quieter by 15 %, so a year's mean lies a few per cent below a working day's.
    expect(mean('tan-thanh', 'arrived') / 417).toBeCloseTo(0.96, 1);
    expect(mean('tan-thanh', 'after') / 549).toBeCloseTo(1, 1);
    expect(mean('huu-nghi', 'exported') / 146).toBeCloseTo(0.97, 1);
    expect(mean('huu-nghi', 'imported') / 511).toBeCloseTo(0.96, 1);
  });
});

describe('the bulletin', () => {
  it('fills no yard beyond its capacity, and puts no more into yards than wait', () => {
    fc.assert(
      fc.property(
        seeds,
        times,
        fc.constantFrom(...CROSSINGS),
        fc.integer({ min: 0, max: 5_000 }),
        (seed, atMs, crossing, stock) => {
          const loads = yardLoads(viewOf(seed, atMs), crossing, stock);
          loads.forEach((load, index) => {
            expect(load).toBeGreaterThanOrEqual(0);
            expect(load).toBeLessThanOrEqual(crossing.yards[index]!.capacity);
          });
          expect(loads.reduce((sum, load) => sum + load, 0)).toBeLessThanOrEqual(stock);
        },
      ),
    );
  });

  it('adds up, but for the few cleared vehicles that the real one has beyond its rows', () => {
    fc.assert(
      fc.property(seeds, times, (seed, atMs) => {
        const { tongHop, cuaKhau, nhomHang } = bulletin(viewOf(seed, atMs));
        const sum = (field: 'ton' | 'xuatKhau' | 'thongQuan' | 'xeMoiLen') =>
          cuaKhau.reduce((total, row) => total + Number(row[field]), 0);
        expect(tongHop.ton).toBe(sum('ton'));
        expect(tongHop.xuatKhau).toBe(sum('xuatKhau'));
        expect(tongHop.xeMoiLen).toBe(sum('xeMoiLen'));
        const beyond = Number(tongHop.thongQuan) - sum('thongQuan');
        expect(beyond).toBeGreaterThanOrEqual(0);
        expect(beyond).toBeLessThanOrEqual(6);
        expect(nhomHang.reduce((total, { soXe }) => total + Number(soXe), 0)).toBe(tongHop.ton);
      }),
    );
  });
});

describe('a backlog set by hand', () => {
  let province: RunningProvince;
  beforeAll(async () => void (province = await startProvince({ only: ['cua-khau-so'] })));
  afterAll(() => province.close());

  it.each([1_057, 3])(
    'of %i at Tân Thanh is explained by arrivals or exports, in the row and in the total',
    async (value) => {
      const { url, adminUrl } = province.services.get('cua-khau-so')!;
      await fetch(`${adminUrl}/set`, {
        method: 'POST',
        body: JSON.stringify({ series: 'tan-thanh.ton', value }),
      });
      const answer = (await (await fetch(`${url}/api/v1/ban-tin`)).json()) as ReturnType<typeof bulletin>;
      const row = answer.cuaKhau.find(({ ma }) => ma === 'TT')!;
      expect(row.ton).toBe(value);
      expect(Number(row.tonTruoc) + Number(row.xeMoiLen) - Number(row.xuatKhau)).toBe(value);
      const { ton, tonTruoc, xeMoiLen, xuatKhau } = answer.tongHop;
      expect(Number(tonTruoc) + Number(xeMoiLen) - Number(xuatKhau)).toBe(ton);
    },
  );
});
