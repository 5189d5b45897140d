/** What the display server counts, for Prometheus at `/metrics`. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; a frame waits at most 16 ms, so the first buckets tell. */
const LAG_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  // Event loop lag, memory, CPU, descriptors.
  collectDefaultMetrics({ register: registry, prefix: 'wall_display_' });
  return {
    registry,
    ...screenMetrics(registers),
    ...sendingMetrics(registers),
    ...storeMetrics(registers),
  };
}

function screenMetrics(registers: Registry[]) {
  return {
    sockets: new Gauge({ name: 'wall_sockets', help: 'Sockets that are open to this server.', registers }),
    screens: new Gauge({
      name: 'wall_screens',
      help: 'Screens of all display servers, by state.',
      labelNames: ['state'] as const,
      registers,
    }),
    differing: new Gauge({
      name: 'wall_screens_differing',
      help: 'Connected screens that reported another state than the server holds, by domain.',
      labelNames: ['domain'] as const,
      registers,
    }),
  };
}

function sendingMetrics(registers: Registry[]) {
  return {
    frames: new Counter({
      name: 'wall_frames_total',
      help: 'Frames emitted to a room with somebody in it.',
      labelNames: ['domain'] as const,
      registers,
    }),
    deliveries: new Counter({
      name: 'wall_frame_deliveries_total',
      help: 'Frames times the screens in the room.',
      labelNames: ['domain'] as const,
      registers,
    }),
    encodes: new Counter({
      name: 'wall_encodes_total',
      help: 'Times that a message was encoded, by event; a frame is encoded once whatever the room holds.',
      labelNames: ['event'] as const,
      registers,
    }),
    encodedBytes: new Counter({
      name: 'wall_encoded_bytes_total',
      help: 'Bytes that were encoded, by event.',
      labelNames: ['event'] as const,
      registers,
    }),
    catchUps: new Counter({
      name: 'wall_catch_ups_total',
      help: 'What screens were given when they said hello, per domain, and why.',
      labelNames: ['kind', 'reason'] as const,
      registers,
    }),
    refreshes: new Counter({
      name: 'wall_refreshes_total',
      help: 'Screens that were told to say hello again, or cut because they did not drain.',
      labelNames: ['reason'] as const,
      registers,
    }),
    largestBacklog: new Gauge({
      name: 'wall_largest_backlog_bytes',
      help: 'Most bytes that ever waited for one client of this server.',
      registers,
    }),
    refused: new Counter({
      name: 'wall_refused_total',
      help: 'Handshakes and messages that were refused, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    cut: new Counter({
      name: 'wall_sessions_cut_total',
      help: 'Sockets that were closed with the session they belonged to: it ended, or could not be confirmed.',
      labelNames: ['reason'] as const,
      registers,
    }),
  };
}

function storeMetrics(registers: Registry[]) {
  return {
    reloads: new Counter({
      name: 'wall_feed_reloads_total',
      help: 'Times that a domain was read anew and differed, by reason.',
      labelNames: ['domain', 'reason'] as const,
      registers,
    }),
    lag: new Histogram({
      name: 'wall_feed_lag_seconds',
      help: "From a change's stream id to its frame.",
      labelNames: ['domain'] as const,
      buckets: LAG_BUCKETS,
      registers,
    }),
    redisReached: new Gauge({
      name: 'wall_redis_reached',
      help: '1 when Redis answers every feed.',
      registers,
    }),
    freshness: new Gauge({
      name: 'wall_figures',
      help: 'Expected figures by domain and freshness.',
      labelNames: ['domain', 'freshness'] as const,
      registers,
    }),
    contradictions: new Gauge({
      name: 'wall_contradictions',
      help: 'Pairs of sources that contradict each other beyond the tolerance, by domain.',
      labelNames: ['domain'] as const,
      registers,
    }),
    failures: new Gauge({
      name: 'wall_sources_failing',
      help: 'Sources whose last poll failed, by domain.',
      labelNames: ['domain'] as const,
      registers,
    }),
  };
}
