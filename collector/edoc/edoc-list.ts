/**
 * The document list of the axis (LGSP, `GET /v1/syncReceivedEdocList`), read into documents. Pure.
 * The answer is `{ success, message, count, data: [{ docId, from, to, status, createdTime, updatedTime, … }] }`.
 */
import { z } from 'zod';
import { UpstreamError } from '../../shared/errors.ts';

/**
 * Statuses of QĐ 28/2018/QĐ-TTg that were seen in the interface. The decision has nine codes; the names of the other
 * four are not known to us, so that they are counted together and never named.
 */
export const SEEN_STATUSES = ['02', '03', '04', '05', '06'] as const;
export type EdocStatus = (typeof SEEN_STATUSES)[number] | 'other';

export interface Edoc {
  /** OrganId of the sender and of the receiver; empty when the list does not say. */
  readonly from: string;
  readonly to: string;
  readonly status: EdocStatus;
  /** As {@link ReadTime} understood it. */
  readonly createdAt: number | string | undefined;
  readonly updatedAt: number | string | undefined;
}

/** An instant in ms; a text that is no time, behind a mark; or nothing when there is none. */
export type ReadTime = (given: unknown) => number | string | undefined;

const codeSchema = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((code) => (code === undefined || code === null ? '' : String(code).trim()));

const listSchema = z.looseObject({
  success: z.literal(true),
  count: z.number().int().min(0),
  data: z.array(
    z.looseObject({
      from: codeSchema,
      to: codeSchema,
      status: codeSchema,
      createdTime: z.unknown().optional(),
      updatedTime: z.unknown().optional(),
    }),
  ),
});

/**
 * @throws UpstreamError `malformed` when the axis did not succeed, the list has another shape, or its `count` and its
 * length differ: then it was cut, and what is missing cannot be told from what is not there.
 */
export function readEdocList(answer: unknown, readTime: ReadTime): readonly Edoc[] {
  const parsed = listSchema.safeParse(answer);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw malformed(`no document list of the axis: ${at === '' ? 'no object' : at}`);
  }
  const { count, data } = parsed.data;
  if (count !== data.length) {
    throw malformed(`the document list was cut: it says ${count} documents and holds ${data.length}`);
  }
  return data.map(({ from, to, status, createdTime, updatedTime }) => ({
    from,
    to,
    status: statusOf(status),
    createdAt: readTime(createdTime),
    updatedAt: readTime(updatedTime),
  }));
}

/** A code written as a number has lost its zero. */
function statusOf(code: string): EdocStatus {
  const padded = code.padStart(2, '0');
  return SEEN_STATUSES.find((seen) => seen === padded) ?? 'other';
}

function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}
