/**
 * Every key in Redis, declared once. All keys of a domain share one hash tag, so that one script
 * touches one slot. Nothing else in the code spells a key.
 */
const PREFIX = 'wall';

const ofDomain = (domain: string, ...rest: string[]) => [`${PREFIX}:{${domain}}`, ...rest].join(':');

const ofAccounts = (...rest: string[]) => ofDomain('accounts', ...rest);

export const redisKeys = {
  /** String. Random id of the store as this domain knows it; written with the domain's first batch. */
  epoch: (domain: string) => ofDomain(domain, 'epoch'),
  /** Hash: `indicator|place` → a latest entry (shared/latest-entry.ts). */
  latest: (domain: string) => ofDomain(domain, 'latest'),
  /**
   * Hash: `indicator|place source` → a latest entry: what other sources than the shown one said last of a series.
   */
  others: (domain: string) => ofDomain(domain, 'others'),
  /** Stream of change entries (shared/change-entry.ts). Its ids are the cursors of the screens. */
  changes: (domain: string) => ofDomain(domain, 'changes'),
  /** Hash: source id → JSON of {@link import('./source-health.ts').SourceHealth}. */
  health: (domain: string) => ofDomain(domain, 'health'),
  /** Hash: source id → JSON of what the source needs to go on: validators, how far it was collected. */
  progress: (domain: string) => ofDomain(domain, 'progress'),
  /** Hash: `<source>/<id of a delivery>` → JSON of what was answered to it; forgotten after an hour. */
  deliveries: (domain: string) => ofDomain(domain, 'deliveries'),
  /**
   * Hash: id of an entry by hand → JSON of {@link import('./entry/entry-line.ts').EntryLine}, written with the figures
   * themselves; `<id>/outcome` → what became of it. Neither is ever written a second time; bounded by housekeeping.
   */
  entries: (domain: string) => ofDomain(domain, 'entries'),
  /** Hash: event id → event entry (shared/change-entry.ts); bounded together with {@link redisKeys.eventOrder}. */
  events: (domain: string) => ofDomain(domain, 'events'),
  /** Sorted set: event id by time of the event. */
  eventOrder: (domain: string) => ofDomain(domain, 'events', 'order'),
  /** Sorted set: past observations of one series by their order, each with both its times. */
  history: (domain: string, series: string) => ofDomain(domain, 'history', series),
  /** Set: series that have a history, so that housekeeping need not scan. */
  historyIndex: (domain: string) => ofDomain(domain, 'history-index'),
  /**
   * Stream of all that was accepted (shared/history/log-entry.ts), bounded; trimmed by the historian once it is in its
   * files.
   */
  historyLog: (domain: string) => ofDomain(domain, 'history-log'),
  /** Counter: entries ever written to {@link redisKeys.historyLog}. Each carries its number, so none is missed unseen. */
  historyLogCount: (domain: string) => ofDomain(domain, 'history-log', 'count'),
  /**
   * Hash: `indicator|place period-or-observedAtMs source` → `collectedAtMs observedAtMs value toldAtMs`: facts older than
   * what {@link redisKeys.history} holds that were told lately; bounded, and forgotten by housekeeping.
   */
  late: (domain: string) => ofDomain(domain, 'late'),
  /** Hash { bytes, atMs } of a camera's last picture, with a time to live. */
  picture: (domain: string, place: string) => ofDomain(domain, 'picture', place),
  /** Hash: place → time of its last picture in ms. */
  pictures: (domain: string) => ofDomain(domain, 'pictures'),
  /** Hash: `rule|place` → `seq revision ` and the JSON of an {@link import('./alert/alert.ts').Alert} that ever left normal. */
  alerts: (domain: string) => ofDomain(domain, 'alerts'),
  /** Stream of {@link import('./alert/alert.ts').Transition}: `e` epoch, `t` JSON. Bounded. */
  transitions: (domain: string) => ofDomain(domain, 'alert-transitions'),
  /** Stream: the transitions that are to be told to people, in the same form; whoever tells them removes them. */
  outbox: (domain: string) => ofDomain(domain, 'alert-outbox'),
  /**
   * Hash of how far alerts were judged: `turn` writes so far, `epoch`, `cursor` in {@link redisKeys.changes}, `toMs` up to
   * which time, `sinceMs` first judged, `owner` and `ownerUntilMs` of who judges, `watchedMs` when it last said so.
   */
  alertCheckpoint: (domain: string) => ofDomain(domain, 'alert-checkpoint'),
  /** Sorted set: `rule|place` by the time at which the alert is to be judged though nothing changed, ms. */
  alertDeadlines: (domain: string) => ofDomain(domain, 'alert-deadlines'),
  /** Hash: `indicator|place` → JSON of a reading as of the checkpoint; `source` → `sinceMs outcome` while it fails. */
  alertFacts: (domain: string) => ofDomain(domain, 'alert-facts'),
  /** Hash: `indicator|place` and an hour of two weeks → `hour value`: what `last-week` compares with. */
  alertHours: (domain: string) => ofDomain(domain, 'alert-hours'),
  /** Hash: rule id → `revision ` and JSON of {@link import('./alert/revision.ts').RuleRevision}: the rules in force. */
  alertRules: (domain: string) => ofDomain(domain, 'alert-rules'),
  /** Hash: `rule revision` → JSON of each revision that was ever in force. */
  alertRuleRevisions: (domain: string) => ofDomain(domain, 'alert-rules', 'revisions'),
  /** Hash: rule id → JSON of what the files say now, where it is neither in force nor what they said when it was put. */
  alertRulesPending: (domain: string) => ofDomain(domain, 'alert-rules', 'pending'),
  /** Stream of gaps in what was judged: `w` why, `a` after which cursor, `f` from which on again. */
  alertGaps: (domain: string) => ofDomain(domain, 'alert-gaps'),
  /** Hash: screen id → JSON of its last report, over all display servers. */
  screens: () => ofDomain('screens', 'reports'),
  /** Hash: process id → JSON { role, configHash, atMs }: tells processes that run different configurations. */
  processes: () => ofDomain('processes', 'config'),
  /** Hash: account name → JSON of an account with the hash of its password. All keys of accounts share one slot. */
  accounts: () => ofAccounts('all'),
  /** String: JSON of a session, by the SHA-256 of its token; lives as long as the session may be idle. */
  session: (id: string) => ofAccounts('session', id),
  /** Sorted set: ids of an account's sessions by when they end at the latest. */
  sessionsOf: (account: string) => ofAccounts('sessions-of', account),
  /** String: the account that was signed in to from a browser, by the SHA-256 of that browser's token. */
  device: (id: string) => ofAccounts('device', id),
  /** Counter with a time to live: wrong passwords of late. */
  guesses: (kind: string, id: string) => ofAccounts('guesses', kind, id),
  /** Hash: account name → when somebody last signed in to it, ms. */
  lastSignIns: () => ofAccounts('last-sign-ins'),
  /** String, there for good once the first account was made: the login of a first start is printed once. */
  firstLogin: () => ofAccounts('first-login'),
  /** Stream of all commands: what was asked, and what became of it. Only ever appended to; bounded. */
  audit: () => ofAccounts('audit'),
  /** Stream of orders to screens, followed by every display server; bounded. */
  screenOrders: () => ofDomain('screens', 'orders'),
  /** String with a time to live: what a screen answered to an order. */
  screenAnswer: (order: string) => ofDomain('screens', 'answer', order),
} as const;

/** BullMQ's own prefix; the braces keep its keys in one slot of a cluster. */
export const BULLMQ_PREFIX = '{wall-queues}';
