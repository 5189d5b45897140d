import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  judgePicture,
  judgeSchema,
  memoriesText,
  parseMemories,
  type PictureMemory,
} from '../../../collector/picture/judge-picture.ts';
import { MAX_STATE_BYTES } from '../../../collector/connector.ts';
import { startProvince, type RunningProvince } from '../../province/province.ts';

const SETTINGS = judgeSchema.parse({});
/** It only goes forward: what the admin set stays set in the past. */
let nowMs = Date.parse('2026-11-20T12:00:00+07:00');
let province: RunningProvince;
beforeAll(async () => {
  province = await startProvince({ only: ['camera-giam-sat'], nowMs: () => nowMs });
});
afterAll(() => province.close());

const set = (series: string, value: string) =>
  fetch(`${province.env['CAMERA_GIAM_SAT_ADMIN_URL']}/set`, {
    method: 'POST',
    body: JSON.stringify({ series, value }),
  });

/** What is said of a camera's pictures, one every twenty seconds. */
async function judgements(code: string, faults: readonly string[]): Promise<(string | undefined)[]> {
  let memory: PictureMemory | undefined;
  const said: (string | undefined)[] = [];
  await set(`${code}.status`, 'ONLINE');
  for (const fault of faults) {
    nowMs += 20_000;
    await set(`${code}.anh`, fault);
    const response = await fetch(`${province.env['CAMERA_GIAM_SAT_URL']}/snapshot/${code}.jpg`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const taken = String(Date.parse(response.headers.get('last-modified')!));
    const judged = judgePicture(bytes, taken, memory, SETTINGS);
    // The state travels as text.
    [memory] = parseMemories(memoriesText([judged.memory]));
    said.push(judged.verdict);
  }
  return said;
}

describe('a picture', () => {
  it.each([
    ['clear, by day', '2026-11-20T12:00:00+07:00'],
    ['clear, by night', '2026-11-21T02:00:00+07:00'],
  ])('of a camera that works is %s', async (_when, text) => {
    nowMs = Math.max(nowMs, Date.parse(text));
    for (const code of ['CAM001', 'CAM034', 'CAM120'])
      expect(await judgements(code, ['CLEAR', 'CLEAR', 'CLEAR', 'CLEAR', 'CLEAR'])).toEqual(
        Array<string>(5).fill('clear'),
      );
  });

  it('that is black is called so when the next one is black, too', async () => {
    expect(await judgements('CAM001', ['CLEAR', 'BLACK', 'BLACK', 'BLACK', 'CLEAR'])).toEqual([
      'clear',
      undefined,
      'black',
      'black',
      'clear',
    ]);
  });

  it('from behind a covered lens is called so, and a lorry that passes is not', async () => {
    expect(await judgements('CAM004', ['COVERED', 'COVERED', 'COVERED'])).toEqual([
      undefined,
      'covered',
      'covered',
    ]);
    expect(await judgements('CAM004', ['CLEAR', 'COVERED', 'CLEAR', 'COVERED', 'CLEAR'])).toEqual([
      'clear',
      undefined,
      'clear',
      undefined,
      'clear',
    ]);
  });

  it('that comes again and again as a new one stands still', async () => {
    const said = await judgements('CAM010', [
      'CLEAR',
      'FROZEN',
      'FROZEN',
      'FROZEN',
      'FROZEN',
      'FROZEN',
      'CLEAR',
    ]);
    expect(said).toEqual(['clear', 'clear', 'clear', 'clear', 'frozen', 'frozen', 'clear']);
  });
});

describe('what a picture shows', () => {
  it('stands still though its clock goes on', async () => {
    const said = await judgements('CAM022', ['CLEAR', 'STALLED', 'STALLED', 'STALLED', 'STALLED', 'CLEAR']);
    expect(said).toEqual(['clear', 'clear', 'clear', 'clear', 'frozen', 'clear']);
  });
});

describe('the same picture', () => {
  const bytes = Buffer.from('ffd8ffe00000ffda11223344ffd9', 'hex');
  const times = (taken: readonly string[]) => {
    let memory: PictureMemory | undefined;
    return taken.map((text) => {
      memory = judgePicture(bytes, text, memory, SETTINGS).memory;
      return memory.repeats;
    });
  };

  it('with the same time is the file that was not renewed yet, and proves nothing', () => {
    expect(times(['1', '1', '1', '1', '2', '2'])).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('without a time counts each time', () => {
    expect(times(['', '', '', ''])).toEqual([0, 1, 2, 3]);
  });

  it('is the same whatever stands in its header', () => {
    const other = Buffer.from('ffd8ffe00000ffe1aabbffda11223344ffd9', 'hex');
    const { memory } = judgePicture(bytes, '1', undefined, SETTINGS);
    expect(judgePicture(other, '2', memory, SETTINGS).memory.repeats).toBe(1);
  });

  it('that cannot be looked into is not called clear', () => {
    expect(judgePicture(bytes, '', undefined, SETTINGS)).toMatchObject({ isReadable: false });
    expect(judgePicture(bytes, '', undefined, SETTINGS).verdict).toBeUndefined();
  });
});

it('remembers 200 cameras within the bound of a state, and those that gave none', () => {
  const memory: PictureMemory = {
    hash: 'abcdefghij',
    taken: '1796000000000',
    repeats: 5,
    look: 'covered',
    looks: 7,
  };
  const memories = Array.from({ length: 200 }, (_, at) => (at === 3 ? undefined : memory));
  const text = memoriesText(memories);
  expect(text.length).toBeLessThan(MAX_STATE_BYTES);
  expect(parseMemories(text)).toEqual(memories);
});
