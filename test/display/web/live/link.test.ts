import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BEAT_EVERY_MS, LINK_LOST_AFTER_MS } from '../../../../shared/socket.ts';
import { Link } from '../../../../display/web/live/link.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const newLink = () => new Link(() => performance.now());

it('says within 2 s that the server is not heard any more', () => {
  const link = newLink();
  link.heard();
  expect(link.state.value).toBe('live');
  vi.advanceTimersByTime(LINK_LOST_AFTER_MS - 1);
  expect(link.state.value).toBe('live');
  vi.advanceTimersByTime(2_000 - LINK_LOST_AFTER_MS);
  expect(link.state.value).toBe('lost');
});

it('stays live as long as only beats come, and measures the silence from the last of them', () => {
  const link = newLink();
  for (let beats = 0; beats < 200; beats += 1) {
    link.heard();
    vi.advanceTimersByTime(BEAT_EVERY_MS);
    expect(link.state.value).toBe('live');
  }
  vi.advanceTimersByTime(LINK_LOST_AFTER_MS - BEAT_EVERY_MS);
  expect(link.state.value).toBe('lost');
  vi.advanceTimersByTime(60_000);
  link.measure();
  expect(link.silenceMs.value).toBe(60_000 + LINK_LOST_AFTER_MS);
});

it('is live again with the first word, and lost again after the next silence', () => {
  const link = newLink();
  link.heard();
  vi.advanceTimersByTime(10_000);
  expect(link.state.value).toBe('lost');
  link.heard();
  expect(link.state.value).toBe('live');
  vi.advanceTimersByTime(LINK_LOST_AFTER_MS);
  expect(link.state.value).toBe('lost');
});

it('keeps one timer however often it hears', () => {
  const link = newLink();
  for (let words = 0; words < 1000; words += 1) link.heard();
  expect(vi.getTimerCount()).toBe(1);
  link.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it('is connecting, not lost, before it was ever heard', () => {
  const link = newLink();
  vi.advanceTimersByTime(60_000);
  link.measure();
  expect(link.state.value).toBe('connecting');
  expect(link.silenceMs.value).toBe(60_000);
});
