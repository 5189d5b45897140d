/** What the routes of the API may ask. */
import type { Redis } from 'ioredis';
import type { MapGeometry } from '../../../shared/api.ts';
import type { ConfigIndex, DomainIndicator, ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { Domain } from '../../../shared/config/domain.ts';
import type { Place } from '../../../shared/config/place.ts';
import type { Source } from '../../../shared/config/source.ts';
import type { SessionWord } from '../../../shared/account/words.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { Session, Sessions } from '../auth/sessions.ts';
import type { EntryDoor } from '../entry/door.ts';
import type { EntryDesk } from '../entry/entry-desk.ts';
import type { TableWriter } from '../export/table-writer.ts';
import type { Feeds } from '../feed/feeds.ts';
import type { MessageRate } from '../gateway/message-rate.ts';
import type { ReplayReader } from '../replay/replay-reader.ts';
import type { SharedScreens } from '../screens/shared-screens.ts';
import type { HistoryReader } from '../history/history-reader.ts';
import type { SeriesReader } from '../series/series-reader.ts';
import { ApiError } from './api-error.ts';

export interface ApiContext {
  readonly config: ProvinceConfig;
  readonly index: ConfigIndex;
  readonly feeds: Pick<Feeds, 'state' | 'view' | 'readiness' | 'domains'>;
  readonly redis: Redis;
  readonly series: SeriesReader;
  readonly history: Pick<HistoryReader, 'newest'>;
  readonly replay: ReplayReader;
  /** Writes what is taken along. */
  readonly writer: Pick<TableWriter, 'write'>;
  readonly screens: Pick<SharedScreens, 'list'>;
  readonly map: MapGeometry;
  readonly entries: {
    readonly desk: EntryDesk;
    readonly door: EntryDoor;
    readonly rate: MessageRate;
  };
  readonly access: {
    readonly accounts: Accounts;
    readonly sessions: Sessions;
    readonly audit: AuditLog;
    readonly allowedOrigins: ReadonlySet<string>;
    readonly sessionWord: (session: Session | undefined) => SessionWord;
  };
  readonly build: () => string;
  /** Redis's clock, ms. */
  readonly nowMs: () => number;
}

export function knownDomain({ index }: Pick<ApiContext, 'index'>, id: string): Domain {
  const domain = index.domains.get(id);
  if (domain === undefined)
    throw new ApiError(
      'unknown-domain',
      `no domain "${id}" is configured`,
      [...index.domains.keys()].join(', '),
    );
  return domain;
}

export function knownIndicator({ index }: Pick<ApiContext, 'index'>, id: string): DomainIndicator {
  const indicator = index.indicators.get(id);
  if (indicator === undefined)
    throw new ApiError(
      'unknown-indicator',
      `no indicator "${id}" is configured`,
      'an id of /api/v1/indicators',
    );
  return indicator;
}

export function knownPlace({ index }: ApiContext, id: string): Place {
  const place = index.places.get(id);
  if (place === undefined)
    throw new ApiError('unknown-place', `no place "${id}" is configured`, 'an id of /api/v1/places');
  return place;
}

export function knownSource({ config }: ApiContext, id: string): Source {
  const source = config.sources.find((one) => one.id === id);
  if (source === undefined)
    throw new ApiError('unknown-source', `no source "${id}" is configured`, 'an id of /api/v1/sources');
  return source;
}
