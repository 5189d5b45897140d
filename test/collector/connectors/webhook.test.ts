/** `webhook` alone. How it stands against forgers and floods is in push/webhook-attacks.test.ts. */
import { createHmac } from 'node:crypto';
import { connector } from '../../../collector/connectors/webhook.ts';
import { LIMITS } from '../../conformance/network.ts';
import { describePushed } from '../../conformance/pushed.ts';

const KEY = 'the-key-of-the-office-0123456789';
const NOW_MS = 1_780_000_000_000;

function run(body: string | Uint8Array, more: { key?: string; atMs?: number; maxBytes?: number } = {}) {
  const { key = KEY, atMs = NOW_MS, maxBytes = LIMITS.maxBytes } = more;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const seconds = String(atMs / 1000);
  const signature = createHmac('sha256', key).update(`m1.${seconds}.`).update(bytes).digest('base64');
  const headers = {
    'webhook-id': 'm1',
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
  return () =>
    Promise.resolve().then(() => [
      connector.receive({
        settings: connector.settings.parse({ keys: [KEY] }),
        limits: { ...LIMITS, maxBytes },
        headers,
        body: bytes,
        nowMs: NOW_MS,
      }),
    ]);
}

const BY_THE_DOOR = 'the door waits, not the connector: see push/webhook-attacks';

describePushed({
  connector,
  secrets: [KEY, 'Hữu Nghị'],
  cases: {
    happy: { run: run('{"tên": "Hữu Nghị"}'), gives: [{ tên: 'Hữu Nghị' }] },
    unauthorized: { run: run('{"tên": "Hữu Nghị"}', { key: 'another' }), fails: 'auth' },
    forbidden: { run: run('{}', { atMs: NOW_MS - 301_000 }), fails: 'auth' },
    crowded: { skipped: 'its rate is counted by the desk behind it: see push/webhook-attacks' },
    'server error': { skipped: 'nobody is asked' },
    timeout: { skipped: BY_THE_DOOR },
    abort: { skipped: BY_THE_DOOR },
    hang: { skipped: BY_THE_DOOR },
    drip: { skipped: BY_THE_DOOR },
    malformed: { run: run('Hữu Nghị'), fails: 'malformed' },
    truncated: { run: run('{"tên": "Hữu Ngh'), fails: 'malformed' },
    'wrong charset': { run: run(Buffer.from('{"tên":"Hữu Nghị"}', 'utf16le')), fails: 'malformed' },
    huge: { run: run(`"${'a'.repeat(2_000)}"`, { maxBytes: 1_000 }), fails: 'too-large' },
    empty: { run: run(''), fails: 'malformed' },
    partial: { skipped: 'a delivery is one document; what of it does not fit is refused by the mapping' },
    'nobody listens': { skipped: 'nobody is asked' },
  },
});
