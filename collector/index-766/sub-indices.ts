/**
 * The sub-indices of Bộ chỉ số 766 as far as we know them, one row each: what of it dossiers tell, and what the sources
 * do not define. Source: an unofficial transcription of "Mô tả công thức tính chỉ số 766.docx"; the points of the six
 * groups as quangnam.gov.vn shows them. Nothing here is guessed: what is not in them stands under `missing`.
 */
import type { Dossier } from './dossier.ts';

/** What a sub-index would need besides the dossiers, by name. */
export const MISSING = {
  'max-points': 'how many of its group’s points it gives was not found',
  'points-formula': 'how its percentage becomes points was not found',
  'procedure-register':
    'the register of procedures (announced, published, online, with fees) is not in the dossiers',
  'reported-dossiers': 'how many dossiers the province received in all is not in those that were synced',
  'sync-rate': 'the formula multiplies by the share of dossiers synced (1.4)',
  'paper-results': 'which procedures owe a result on paper is not in the dossiers',
  'supplement-requests':
    'requests to supplement, of which a second one makes a dossier late, are not in the dossiers',
  'procedure-terms':
    'the longest term of a procedure, for dossiers without a promised day, is not in the dossiers',
  'time-units': 'the unit of a procedure’s time (hours, days, working days) is not in the dossiers',
  complaints: 'dossiers complained of or disliked are not in the dossiers',
  petitions: 'petitions are not in the dossiers',
} as const;
export type MissingInput = keyof typeof MISSING;

export type SubIndexId = (typeof SUB_INDICES)[number]['id'];

export interface SubIndexRule {
  readonly id: string;
  readonly group: GroupId;
  readonly missing: readonly MissingInput[];
  /** Points it gives at most; absent: not found. */
  readonly maxPoints?: number;
  /** From this percentage on it gives all its points, below in proportion; absent: no such rule was found. */
  readonly fullAtPercent?: number;
  /**
   * Whether a dossier is in the numerator; undefined when it cannot be judged and stays out of both. Absent: dossiers
   * tell nothing of it.
   */
  readonly counts?: (dossier: Dossier, atMs: number) => boolean | undefined;
  /** The dossiers tell the numerator only, and so no percentage. */
  readonly withoutDenominator?: true;
  /** The dossiers tell a part of it that is no share of dossiers. */
  readonly hasOtherPart?: true;
}

export const GROUPS = [
  { id: 'cong-khai', maxPoints: 18 },
  { id: 'tien-do', maxPoints: 20 },
  { id: 'dvctt', maxPoints: 12 },
  { id: 'thanh-toan', maxPoints: 10 },
  { id: 'hai-long', maxPoints: 18 },
  { id: 'so-hoa', maxPoints: 22 },
] as const;
export type GroupId = (typeof GROUPS)[number]['id'];

/**
 * 2.1: ended no later than promised. A dossier that is still open counts as if it ended at the end of the period, so
 * that one past its day is late. Without a promised day it cannot be judged.
 */
export function isInTime({ dueAtMs, endedAtMs, unreadable }: Dossier, atMs: number): boolean | undefined {
  const hasUnreadEnd = unreadable.some(({ field }) => field === 'NgayKetThucXuLy');
  if (dueAtMs === undefined || hasUnreadEnd) return undefined;
  return (endedAtMs ?? atMs) <= dueAtMs;
}

export const SUB_INDICES = [
  { id: '1.1', group: 'cong-khai', missing: ['procedure-register', 'max-points'] },
  { id: '1.2', group: 'cong-khai', missing: ['procedure-register', 'points-formula'], maxPoints: 4 },
  { id: '1.3', group: 'cong-khai', missing: ['procedure-register', 'max-points'] },
  { id: '1.4', group: 'cong-khai', missing: ['reported-dossiers', 'max-points'] },
  {
    id: '2.1',
    group: 'tien-do',
    missing: ['supplement-requests', 'procedure-terms', 'points-formula'],
    maxPoints: 20,
    counts: isInTime,
  },
  {
    id: '2.2',
    group: 'tien-do',
    missing: ['time-units', 'supplement-requests', 'max-points'],
    hasOtherPart: true,
  },
  { id: '3.1', group: 'dvctt', missing: ['procedure-register', 'max-points'], fullAtPercent: 80 },
  { id: '3.2', group: 'dvctt', missing: ['procedure-register', 'max-points'] },
  {
    id: '3.3',
    group: 'dvctt',
    missing: ['sync-rate', 'paper-results', 'max-points'],
    fullAtPercent: 50,
    counts: ({ channel }) => channel === 'online',
  },
  { id: '3.5', group: 'thanh-toan', missing: ['procedure-register', 'max-points'], fullAtPercent: 80 },
  {
    id: '3.6',
    group: 'thanh-toan',
    missing: ['procedure-register', 'max-points'],
    counts: ({ isPaidOnline }) => isPaidOnline,
    withoutDenominator: true,
  },
  {
    id: '4.1',
    group: 'so-hoa',
    missing: ['paper-results', 'max-points'],
    counts: ({ hasElectronicResult }) => hasElectronicResult,
  },
  {
    id: '4.2',
    group: 'so-hoa',
    missing: ['paper-results', 'max-points'],
    fullAtPercent: 80,
    counts: ({ isDigitised }) => isDigitised,
  },
  {
    id: '4.3',
    group: 'so-hoa',
    missing: ['max-points'],
    fullAtPercent: 80,
    counts: ({ usesDigitisedParts }) => usesDigitisedParts,
  },
  {
    id: '4.4',
    group: 'so-hoa',
    missing: ['max-points'],
    counts: ({ takesFromNationalStore }) => takesFromNationalStore,
  },
  {
    id: '4.5',
    group: 'so-hoa',
    missing: ['procedure-register', 'max-points'],
    counts: ({ hasVerifiedIdentity }) => hasVerifiedIdentity,
  },
  { id: '5.1', group: 'hai-long', missing: ['petitions', 'max-points'] },
  { id: '5.2', group: 'hai-long', missing: ['petitions', 'max-points'] },
  { id: '5.3', group: 'hai-long', missing: ['petitions', 'max-points'] },
  {
    id: '5.4',
    group: 'hai-long',
    missing: ['supplement-requests', 'procedure-terms', 'complaints'],
    maxPoints: 6,
    fullAtPercent: 90,
    counts: isInTime,
    withoutDenominator: true,
  },
] as const satisfies readonly SubIndexRule[];
