/** A historian that makes one round and kills itself at one of its steps. */
import { pino } from 'pino';
import { Redis } from 'ioredis';
import { openDuck } from '../../../collector/history/duck.ts';
import { HistorianMetrics } from '../../../collector/history/historian-metrics.ts';
import { Historian } from '../../../collector/history/historian.ts';
import { tryLock } from '../../../collector/store/folder-lock.ts';
import { ROLLUP_SPANS } from '../../../shared/history/rollup.ts';

const [url = '', folder = '', domain = '', dieAt = '', nowText = ''] = process.argv.slice(2);
const attempt = tryLock(folder, 'historian');
if (!attempt.ok) throw new Error('the folder is held');
const redis = new Redis(url);
const duck = await openDuck(folder);
let steps = 0;
const historian = new Historian({
  redis,
  connection: duck.connection,
  lock: attempt.lock,
  folder,
  domains: [domain],
  timeZone: 'Asia/Ho_Chi_Minh',
  spansOf: () => ROLLUP_SPANS,
  metrics: new HistorianMetrics(),
  log: pino({ level: 'error' }),
  onStep: () => {
    steps += 1;
    if (steps !== Number(dieAt)) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment, in which nothing more must happen.
    for (;;);
  },
});
await historian.open(Number(nowText));
await historian.turn(Number(nowText));
duck.close();
attempt.lock.release();
redis.disconnect();
