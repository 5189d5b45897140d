/**
 * How to write a simulated upstream system.
 *
 * One system is one folder `systems/<domain id>/` whose `service.ts` has `export const system: UpstreamSystem`.
 * `startProvince` finds it by itself, gives it a port and an admin port, and does everything that is not the
 * system's own business: ETag, faults, counting, the ledger, "set this value now".
 *
 *   export const system: UpstreamSystem = {
 *     id: 'y-te',
 *     routes: [{
 *       method: 'GET', path: '/his/tong-hop',
 *       answer: (request) => ({ json: { items: request.views({ stepMs: 15 * MINUTE_MS }).map(report) } }),
 *     }],
 *   };
 *   function report(view: View) {
 *     const visits = dailyCounter(view.seed, 'kham', view.simMs, { mean: 900, from: 7, to: 16.5 });
 *     return { thoiDiem: viText(view.stampMs), soLuotKham: view.served('toan-tinh.kham', visits) };
 *   }
 *
 * Three rules keep history, live answers and the admin switches in step:
 * 1. A figure is a pure function of (view.seed, key, view.simMs), best by `sim/noise.ts` and `sim/rhythm.ts`.
 *    A figure of a period is one of (view.seed, key, the period's text).
 * 2. Every figure goes out through `view.served('<thing>.<figure>', value)`. The name is what POST /set and the
 *    fault missing-series address and what the ledger shows. `undefined` drops the field out of the JSON.
 * 3. Every time is written from `view.stampMs` or `view.stamp(ms)`, never from Date.now().
 */

import type { Socket } from 'node:net';

export type ServedValue = number | string | null;

/** The province at one instant, as one answer sees it. */
export interface View {
  readonly seed: number;
  /** How many times as fast the simulated day runs. */
  readonly speed: number;
  /** The instant of the facts, real clock, ms: the moment of publication, on the grid the route asked for. */
  readonly atMs: number;
  /** The same instant in the simulated day, which runs `speed` times as fast. Use it for rhythm and noise. */
  readonly simMs: number;
  /** What the upstream's own clock says at `atMs`; differs from it under the time faults only. */
  readonly stampMs: number;
  /** Any other instant as the upstream's clock says it. */
  stamp(atMs: number): number;
  /**
   * The figure to send: the value set by the admin if one is, else the given one; undefined when the fault
   * missing-series hides it. Recorded in the ledger.
   */
  served<T extends ServedValue>(series: string, model: T): T | null | undefined;
  /** The figure to compute others from: as `served`, but never hidden, never null, and not in the ledger. */
  inForce<T extends ServedValue>(series: string, model: T): T;
  /** The same province at another instant, for a figure that needs its past. Its stamps are plain. */
  at(atMs: number): View;
  /** The last publication of a slower figure in the same document: hourly figures beside those of 15 minutes. */
  slower(stepMs: number): View;
}

/** How often a route publishes. */
export interface Rhythm {
  /** A live answer is as of the last multiple of this on the real clock, or of the last POST /set. */
  readonly stepMs: number;
  /** Step of the past; a multiple of `stepMs`, so that history repeats what live said. Default `stepMs`. */
  readonly historyStepMs?: number;
}

export interface UpstreamRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Number of this request at this service, from 1. */
  readonly count: number;
  readonly credentials: Credentials;
  /** The live view of a rhythm. */
  live(rhythm: Rhythm): View;
  /**
   * Without `from` and `to` in the query: one live view. With them (ISO times, or any names given): every
   * publication of that window, oldest first, within the last 48 hours and at most {@link MAX_VIEWS}.
   */
  views(rhythm: Rhythm, names?: { from: string; to: string }): readonly View[];
}

export type UpstreamAnswer =
  | { readonly status?: number; readonly json: unknown }
  | {
      readonly status?: number;
      readonly bytes: Buffer;
      readonly type: string;
      /** When it was made, as the upstream's clock says: sent as Last-Modified. */
      readonly madeAtMs?: number;
    };

export interface UpstreamRoute {
  readonly method: 'GET' | 'POST';
  /** `/a/b`, or with named parts `/snapshot/:file`. */
  readonly path: string;
  answer(request: UpstreamRequest): UpstreamAnswer | Promise<UpstreamAnswer>;
}

/** A report that an office puts into a folder, anew with each publication. */
export interface UpstreamDrop extends Rhythm {
  write(view: View): Promise<{ readonly name: string; readonly bytes: Buffer }>;
}

/** A view that a system's database offers; see `sql-service.ts` for the queries it understands. */
export interface UpstreamTable {
  /** Names here are in small letters. */
  readonly name: string;
  readonly columns: Readonly<Record<string, 'text' | 'integer' | 'numeric' | 'timestamptz'>>;
  readonly rhythm: Rhythm;
  /** A time as `sqlText` writes it, with its zone. */
  rows(view: View): readonly Readonly<Record<string, ServedValue | undefined>>[];
}

/** One message that a system sends without being asked. */
export interface ToldMessage {
  /** Of MQTT; empty for others. */
  readonly topic: string;
  /** Present: what was told once under it is not told again. */
  readonly id?: string;
  readonly json: unknown;
}

/**
 * What a system tells by itself, each time it publishes: as retained messages of a broker of its own, whose address is
 * `<SYSTEM>_MQTT`, by a webhook signed with `<SYSTEM>_WEBHOOK_KEY`, or by an officer who fills in a form of the wall.
 */
export interface UpstreamTelling {
  readonly by: 'mqtt' | 'webhook' | 'entry';
  /** Id of the source that it is for. */
  readonly source: string;
  messages(request: Pick<UpstreamRequest, 'live'>): readonly ToldMessage[];
}

/** A port beside that of HTTP, which speaks a protocol of its own. */
export interface UpstreamPort {
  /** The environment variable of the port is named by it: `CAMERA_GIAM_SAT_RTSP_PORT`. */
  readonly name: string;
  /** One connection. Only the fault `outage` reaches it, and the ledger does not note it. */
  serve(socket: Socket, live: (rhythm: Rhythm) => View, credentials: Credentials): void;
}

export interface UpstreamSystem {
  /** The domain's id; the environment variables are named by it: `CUA_KHAU_SO_URL`, `CUA_KHAU_SO_SQL_SERVER`. */
  readonly id: string;
  readonly routes: readonly UpstreamRoute[];
  /** Absent: it has no database that others may read. */
  readonly tables?: readonly UpstreamTable[];
  readonly tellings?: readonly UpstreamTelling[];
  readonly drops?: readonly UpstreamDrop[];
  readonly ports?: readonly UpstreamPort[];
}

/** What an upstream that wants credentials expects. */
export interface Credentials {
  readonly systemId: string;
  readonly secretKey: string;
}

/** Every service remembers this much of its past. */
export const HISTORY_MS = 48 * 3_600_000;
/** Most publications in one answer: two days of five minutes, and room for values set by hand. */
export const MAX_VIEWS = 1_000;
