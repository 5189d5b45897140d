/** What a replay asks of the server. */
import type {
  FramesThenReply,
  MarksReply,
  NextChangeReply,
  StateThenReply,
} from '../../../shared/journal/replies.ts';
import type { JudgingConfig } from '../../../shared/screen-config.ts';
import { get, part } from '../live/api.ts';

export interface ReplayApi {
  at(domain: string, atMs: number): Promise<StateThenReply>;
  frames(domain: string, after: string, toMs: number, stepMs: number): Promise<FramesThenReply>;
  nextChange(afterMs: number): Promise<NextChangeReply>;
}

export const replayApi: ReplayApi = {
  at: (domain, atMs) => get(`/api/v1/at/${part(domain)}?atMs=${atMs}`),
  frames: (domain, after, toMs, stepMs) =>
    get(`/api/v1/changes/${part(domain)}?after=${after}&toMs=${toMs}&stepMs=${stepMs}`),
  nextChange: (afterMs) => get(`/api/v1/next-change?afterMs=${afterMs}`),
};

export const fetchMarks = (fromMs: number, toMs: number, places: number) =>
  get<MarksReply>(`/api/v1/outages?fromMs=${fromMs}&toMs=${toMs}&places=${places}`);

export const fetchConfig = (hash: string) => get<JudgingConfig>(`/api/v1/configs/${part(hash)}`);
