/** An evaluator that judges until nothing waits, and kills itself at one of its steps. */
import { Redis } from 'ioredis';
import { AlertRig, alertConfig, ruleYaml } from '../../fixtures/alert-rig.ts';

const [port = '', dieAt = '', owner = ''] = process.argv.slice(2);
const redis = new Redis({ host: '127.0.0.1', port: Number(port) });
const rig = new AlertRig(
  redis,
  alertConfig(ruleYaml('high', 'kind: limit, indicator: level, warning: 5, critical: 9, deadband: 1')),
);
let steps = 0;
const evaluator = rig.evaluator({
  owner,
  onStep: () => {
    steps += 1;
    if (steps !== Number(dieAt)) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment, in which nothing more must happen.
    for (;;);
  },
});
while ((await evaluator.turn()) !== 'nothing');
redis.disconnect();
