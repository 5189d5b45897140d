/** Puts the live store together: socket, state, clock, figures, pasts; and offers them as the wall context. */
import { markRaw, shallowRef, type Ref } from 'vue';
import type { ScreenConfig } from '../../../shared/api.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { REPORT_EVERY_MS, type ScreenIdentity } from '../../../shared/socket.ts';
import { fetchSeries } from './api.ts';
import { LiveClock } from './clock.ts';
import { Connection } from './connection.ts';
import { contextOf } from './context-of.ts';
import { DomainStore } from './domain-store.ts';
import { FigureCache } from './figure-cache.ts';
import { Heartbeat } from './heartbeat.ts';
import { Link } from './link.ts';
import { Orders } from './orders.ts';
import { PastCache } from './past-cache.ts';
import { reloadWhenChanged } from './reload.ts';
import { Reporter, type DomainHash } from './report.ts';
import { nextFrame } from './soon.ts';
import type { Locale, WallContext } from './wall-context.ts';

export interface LiveWall {
  readonly context: WallContext;
  /** Scene on show, for the report. */
  readonly scene: Ref<string | undefined>;
  readonly orders: Orders;
  /** Whether the page shows another time, for the report; what is held here goes on to be the present. */
  readonly replays: Ref<boolean>;
  /** What the screen holds now: `[domain, cursor, state hash]` of every domain that it has. */
  hashes(): readonly DomainHash[];
  start(): void;
  stop(): void;
}

interface LiveParts {
  readonly config: ScreenConfig;
  readonly identity: ScreenIdentity;
  readonly locale: Ref<Locale>;
  /** Told when the server does not let this screen in: it may want an account. */
  readonly refused: () => void;
}

export function createLiveWall({ config, identity, locale, refused }: LiveParts): LiveWall {
  const index = markRaw(new ConfigIndex(config));
  const domains = [...index.domains.keys()];
  const clock = new LiveClock();
  clock.hear(config.serverNowMs);
  const link = new Link();
  const store = new DomainStore(
    nextFrame,
    (domain) => connection.ask(domain),
    (domain) => reporter.checkpoint(domain, performance.now()),
  );
  const figures = new FigureCache(index, store, clock);
  const pasts = new PastCache(index, figures, fetchSeries, () => clock.nowMs());
  const reporter: Reporter = new Reporter(domains, (domain) => store.state(domain));
  const orders = new Orders();
  const scene = shallowRef<string>();
  const replays = shallowRef(false);

  const connection: Connection = new Connection(
    {
      identity,
      domains,
      position: (domain) => store.position(domain),
      receive: (message) => {
        const heard = clock.hear(message.kind === 'frame' ? message.frame.n : message.snapshot.n);
        if (heard === 'doubtful') connection.askTime();
        store.receive(message);
      },
      heard: () => link.heard(),
      ordered: (order) => orders.obey(order),
      refused,
      welcomed: (welcome, askedAt) => {
        clock.answered(welcome.serverNowMs, askedAt);
        reporter.forgetTold();
        reloadWhenChanged(config, welcome);
      },
    },
    location.origin,
  );
  store.onApplied((applied) => {
    pasts.applied(applied);
    for (const { domain } of applied) reporter.moved(domain, performance.now());
  });
  clock.every(() => link.measure());

  const reports = regularReports({ store, reporter, connection, scene, replays });
  return {
    context: contextOf({ config, index, clock, link, store, figures, pasts: shallowRef(pasts), locale }),
    scene,
    orders,
    replays,
    hashes() {
      store.flush();
      return reporter.hashes();
    },
    start() {
      clock.start();
      connection.connect();
      reports.start();
    },
    stop() {
      reports.stop();
      connection.close();
      clock.stop();
      link.stop();
    },
  };
}

interface Reporting {
  readonly store: DomainStore;
  readonly reporter: Reporter;
  readonly connection: Connection;
  readonly scene: Ref<string | undefined>;
  readonly replays: Ref<boolean>;
}

/** The screen's word about itself, every {@link REPORT_EVERY_MS}, with all that it has heard applied. */
function regularReports({ store, reporter, connection, scene, replays }: Reporting) {
  const heartbeat = new Heartbeat();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tell = () => {
    store.flush();
    const { drawn, ageMs } = heartbeat.take();
    const report = reporter.report(drawn, ageMs, scene.value, performance.now());
    connection.report(replays.value ? { ...report, replays: true } : report);
  };
  return {
    start() {
      heartbeat.start();
      timer = setInterval(tell, REPORT_EVERY_MS);
    },
    stop() {
      clearInterval(timer);
      heartbeat.stop();
    },
  };
}
