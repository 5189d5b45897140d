/** Charts and tables of the screens as files: each is fetched in the browser, opened again, and says what was shown. */
import { readFileSync, writeFileSync } from 'node:fs';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { axeViolations, smallTargets } from '../fixtures/page-checks.ts';
import { lookAt, readCsv, takeAlong } from '../fixtures/taken-along.ts';
import { tinySystems } from '../fixtures/tiny-province.ts';
import { WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';

const DOMAIN = 'linh-vuc-1';
/** A place whose name would run as a formula in a careless spreadsheet. */
const ATTACK = '=HYPERLINK("http://evil.example","Xã")';

describe('what is taken along', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let tablet: WallScreen;

  beforeAll(async () => {
    [rig, chromium] = await Promise.all([
      WallRig.start({ systems: tinySystems(), prepareConfig: renamePlace }),
      launchChromium({ width: 1_024, height: 768 }),
    ]);
    tablet = await WallScreen.open(chromium, rig.url, `/tablet/${DOMAIN}/${DOMAIN}.rieng`);
  });

  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
  });

  it('from a chart is what was drawn, as CSV, as a workbook and as a picture', async () => {
    const { page } = tablet;
    const csv = await takeAlong(page, 'Diễn biến', 'CSV');
    expect(csv.name).toMatch(/^linh-vuc-1-rieng-\d{8}-\d{6}\.csv$/);
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const { about, head, rows } = readCsv(csv.bytes.toString());
    expect(about.map(([label]) => label)).toEqual(
      expect.arrayContaining(['DỮ LIỆU MÔ PHỎNG', 'Xuất lúc', 'Múi giờ', 'Khoảng thời gian']),
    );
    expect(about.flat().join(' ')).toContain('Cơ quan: Văn phòng thử');
    expect(rows.length).toBeGreaterThan(0);
    const value = head.indexOf('Giá trị');
    const reported = head.indexOf('Số nơi báo');
    // Three places of 10.5, 20.5 and 30.5 and up to 4 each; commas are decimal signs here.
    for (const row of rows) {
      expect(Number(row[value]?.replace(',', '.'))).toBeGreaterThanOrEqual(61.5);
      expect(row[reported]).toBe('3');
    }

    const [data = [], provenance = []] = (
      await readXlsxFile((await takeAlong(page, 'Diễn biến', 'XLSX')).bytes)
    ).map((sheet) => sheet.data);
    expect(data[0]).toEqual(head);
    expect(typeof data[1]?.[value]).toBe('number');
    expect(data[1]?.[head.indexOf('Đo lúc')]).toBeInstanceOf(Date);
    expect(provenance.flat()).toContain('DỮ LIỆU MÔ PHỎNG');

    const picture = await takeAlong(page, 'Diễn biến', 'PNG');
    expect(picture.name).toMatch(/\.png$/);
    const { width, colours } = await lookAt(page, picture.bytes);
    expect(width).toBe(1_600);
    expect(colours).toBeGreaterThan(20);
  });

  it('from a table has every row, and no text that would run as a formula', async () => {
    const { page } = tablet;
    const { head, rows } = readCsv((await takeAlong(page, 'Theo nơi', 'CSV')).bytes.toString());
    const places = rows.map((row) => row[head.indexOf('Nơi')]);
    expect(places).toHaveLength(4);
    expect(places).toContain(`'${ATTACK}`);
    expect(places.filter((place) => /^[=+\-@]/.test(place ?? ''))).toEqual([]);
    const [data = []] = (await readXlsxFile((await takeAlong(page, 'Theo nơi', 'XLSX')).bytes)).map(
      (one) => one.data,
    );
    expect(data.map((row) => row[head.indexOf('Nơi')])).toContain(`'${ATTACK}`);
    const picture = await lookAt(page, (await takeAlong(page, 'Theo nơi', 'PNG')).bytes);
    expect(picture.colours).toBeGreaterThan(5);
  });

  it('is offered for a domain, for the province and for observations too', async () => {
    const { page } = tablet;
    const observed = readCsv((await takeAlong(page, 'Các lần quan sát', 'CSV')).bytes.toString());
    expect(observed.head).toContain('Nhận lúc');
    await page.goto(`${rig.url}/tablet/${DOMAIN}`);
    const { rows } = readCsv((await takeAlong(page, 'Lĩnh vực 1', 'CSV')).bytes.toString());
    expect(rows).toHaveLength(5);
    expect(await smallTargets(page)).toEqual([]);
    await page.goto(`${rig.url}/tablet`);
    expect(readCsv((await takeAlong(page, 'Tỉnh Thử', 'CSV')).bytes.toString()).rows).toHaveLength(18);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows on the wall only to who points at a widget or comes by keyboard', async () => {
    const { page } = tablet;
    await page.goto(`${rig.url}/wall/overview/chi-tiet`);
    const button = page.getByRole('button', { name: /^Tải về/ }).first();
    const opacity = () =>
      button.evaluate((element) => getComputedStyle(element.closest('.along') as Element).opacity);
    await button.waitFor({ state: 'attached' });
    await page.mouse.move(1, 1);
    expect(await opacity()).toBe('0');
    await page.locator('.host').first().hover();
    expect(await opacity()).toBe('1');
    await page.mouse.move(1, 1);
    await button.focus();
    expect(await opacity()).toBe('1');
    await page.keyboard.press('Enter');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'XLSX' }).click();
    const path = await (await downloading).path();
    expect((await readXlsxFile(readFileSync(path)))[0]?.data.length).toBe(5);
  });

  it('is drawn over the range that is chosen, and says from when there is anything to compare with', async () => {
    const { page } = tablet;
    await page.goto(`${rig.url}/tablet/${DOMAIN}/${DOMAIN}.tong`);
    for (const range of ['Tuần', 'Tháng', 'Năm', 'Ngày']) {
      const choice = page.getByRole('button', { name: range, exact: true });
      await choice.click();
      expect(await choice.getAttribute('aria-pressed')).toBe('true');
      await page.getByText(/chưa đủ dữ liệu: có từ \d\d\/\d\d\/\d{4}/).waitFor();
      await page.locator('.course canvas').waitFor();
    }
    expect(await smallTargets(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });
});

function renamePlace(folder: string): void {
  const file = `${folder}/places/communes.geojson`;
  const document = readFileSync(file, 'utf8');
  const renamed = document.replaceAll(JSON.stringify('Xã mot'), JSON.stringify(ATTACK));
  if (renamed === document) throw new Error('there is no place to rename');
  writeFileSync(file, renamed);
}
