/** What is wrong with a camera's picture: it is black, the lens is covered, it stands still. Pure but for hashing. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readLumaBlocks, type LumaBlocks } from './luma-blocks.ts';

export const judgeSchema = z.strictObject({
  blackBelow: z.number().int().min(0).max(255).default(32).meta({
    description:
      'Black: nine tenths of the picture between its stamps are darker than this, of 255. 16 is the black of video.',
  }),
  edgeFrom: z.number().int().min(1).max(255).default(6).meta({
    description: 'Difference in brightness between neighbouring blocks of 8 × 8 pixels that is an edge.',
  }),
  coveredBelowPercent: z.number().min(0).max(100).default(3).meta({
    description: 'Covered: fewer than this many of 100 neighbours have an edge between them.',
  }),
  sureAfter: z.number().int().min(1).max(20).default(2).meta({
    description:
      'Pictures in a row that must look black or covered: a lorry that stands before it passes on.',
  }),
  frozenAfter: z.number().int().min(1).max(20).default(3).meta({
    description:
      'Times in a row that the very same picture must come again as a new one; its stamps may go on. A live sensor never gives it twice.',
  }),
});
export type JudgeSettings = z.infer<typeof judgeSchema>;

export type PictureVerdict = 'clear' | 'black' | 'covered' | 'frozen';

/** What is remembered of a camera's last picture. */
export interface PictureMemory {
  readonly hash: string;
  readonly taken: string;
  /** How often it came again as a new one. */
  readonly repeats: number;
  readonly look: 'clear' | 'black' | 'covered';
  /** Pictures in a row of that look. */
  readonly looks: number;
}

export interface Judged {
  /** Absent: not sure yet, or no picture that can be read. */
  readonly verdict?: PictureVerdict;
  readonly memory: PictureMemory;
  readonly isReadable: boolean;
}

/** Nine tenths: a lamp or two do not make a picture. */
const MOST = 0.9;
/** Part of the rows at the top and at the bottom that is not looked at: there stand the stamps, whatever the lens sees. */
const STAMPED = 0.15;
const HASH_LETTERS = 10;

/** @param taken when, in ms as a text; empty when the upstream does not say. */
export function judgePicture(
  bytes: Uint8Array,
  taken: string,
  before: PictureMemory | undefined,
  settings: JudgeSettings,
): Judged {
  const blocks = readLumaBlocks(bytes);
  const look = blocks === undefined ? 'clear' : lookOf(blocks, settings);
  const hash = hashOf(bytes, blocks);
  const isSame = before?.hash === hash;
  // The upstream that gives one file twice between two of the camera's pictures says so by its time.
  const isAgain = isSame && (taken === '' || taken !== before.taken);
  const memory: PictureMemory = {
    hash,
    taken,
    repeats: isAgain ? before.repeats + 1 : isSame ? before.repeats : 0,
    look,
    looks: before?.look === look ? before.looks + 1 : 1,
  };
  const isReadable = blocks !== undefined;
  const verdict = verdictOf(memory, isReadable, settings);
  return verdict === undefined ? { memory, isReadable } : { verdict, memory, isReadable };
}

function verdictOf(
  { look, looks, repeats }: PictureMemory,
  isReadable: boolean,
  { sureAfter, frozenAfter }: JudgeSettings,
): PictureVerdict | undefined {
  // A picture of "no signal" is black and stands still: what is seen is said first.
  if (look === 'black' && looks >= sureAfter) return 'black';
  if (repeats >= frozenAfter) return 'frozen';
  if (look === 'clear') return isReadable ? 'clear' : undefined;
  return looks >= sureAfter ? look : undefined;
}

function lookOf(blocks: LumaBlocks, settings: JudgeSettings): PictureMemory['look'] {
  const { columns } = blocks;
  const means = betweenStamps(blocks);
  const dark = means.reduce((sum, mean) => sum + (mean < settings.blackBelow ? 1 : 0), 0);
  if (dark >= means.length * MOST) return 'black';
  let [pairs, edges] = [0, 0];
  const compare = (a: number, b: number) => {
    pairs += 1;
    if (Math.abs((means[a] ?? 0) - (means[b] ?? 0)) >= settings.edgeFrom) edges += 1;
  };
  for (let at = 0; at < means.length; at += 1) {
    if ((at + 1) % columns !== 0) compare(at, at + 1);
    if (at + columns < means.length) compare(at, at + columns);
  }
  return edges * 100 < pairs * settings.coveredBelowPercent ? 'covered' : 'clear';
}

/**
 * Of what is seen alone, between the stamps: a recorder writes its clock over the last picture of a camera that is gone.
 * Of a picture that cannot be looked into, of its scan: what stands before may hold a time.
 */
function hashOf(bytes: Uint8Array, blocks: LumaBlocks | undefined): string {
  return createHash('sha256')
    .update(blocks === undefined ? scanOf(bytes) : betweenStamps(blocks))
    .digest('base64url')
    .slice(0, HASH_LETTERS);
}

function betweenStamps({ columns, rows, means }: LumaBlocks): Uint8Array {
  const stamped = Math.floor(rows * STAMPED);
  return means.subarray(stamped * columns, (rows - stamped) * columns);
}

function scanOf(bytes: Uint8Array): Uint8Array {
  const scan = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('ffda', 'hex');
  return bytes.subarray(Math.max(0, scan));
}

/** Cameras by their place in the settings: under other settings the state is not given back. */
export function parseMemories(state: string | undefined): readonly (PictureMemory | undefined)[] {
  if (state === undefined) return [];
  return state.split('\n').map((line) => {
    const [hash = '', taken = '', repeats, look, looks] = line.split(' ');
    return hash === ''
      ? undefined
      : {
          hash,
          taken,
          repeats: Number(repeats),
          look: look as PictureMemory['look'],
          looks: Number(looks),
        };
  });
}

/** About 40 bytes for a camera. */
export function memoriesText(memories: readonly (PictureMemory | undefined)[]): string {
  // Counts beyond the largest of the settings decide nothing more.
  const bounded = (count: number) => Math.min(count, 99);
  return memories
    .map((memory) =>
      memory === undefined
        ? ''
        : [memory.hash, memory.taken, bounded(memory.repeats), memory.look, bounded(memory.looks)].join(' '),
    )
    .join('\n');
}
