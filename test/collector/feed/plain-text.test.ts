import { describe, expect, it } from 'vitest';
import { plainText } from '../../../collector/feed/plain-text.ts';

describe('plain text', () => {
  it.each([
    ['a <b>bold</b> word', 'a bold word'],
    ['one<br/>two<p>three</p>four', 'one two three four'],
    ['T&agrave;u &amp; xe&nbsp;&#7841;', 'Tàu & xe ạ'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['before<script>alert("1 > 0")</script>after', 'beforeafter'],
    ['before<SCRIPT src=x>alert(1)</SCRIPT >after', 'beforeafter'],
    ['<style>p{}</style>text<!-- <b>no</b> -->', 'text'],
    ['<img src=x onerror="alert(1>0)" alt=">">text', 'text'],
    ['<script>never closed', ''],
    ['text<b never closed', 'text'],
    ['&lt;script&gt;alert(1)&lt;/script&gt;text', 'text'],
    ['&amp;lt;b&amp;gt;8 độ&amp;lt;/b&amp;gt;', '8 độ'],
    ['<<b>script>alert(1)<</b>/script>', ''],
    ['<scr<script></script>ipt>alert(1)</script>', 'ipt>alert(1)'],
    ['đảo \u202Engược\u202C \u0000lại', 'đảo ngược lại'],
  ])('of %j is %j', (html, text) => {
    expect(plainText(html, 1_000)).toBe(text);
  });

  it('never holds what a browser would take for a tag, however often it was escaped', () => {
    let html = '<img src=x onerror=alert(1)>';
    for (let depth = 0; depth < 12; depth += 1) {
      expect(plainText(html, 10_000)).not.toMatch(/<[a-z/!?]/i);
      html = html.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    }
  });

  it('is shortened between letters', () => {
    expect(plainText('một hai ba bốn', 8)).toBe('một hai…');
    expect(plainText('12345🙂789', 7)).toBe('12345…');
  });

  it.each(['<', '<a', '<script>', '<!--', '</', '&', '&lt;', '<a b="', '<svg>', '&amp;lt;'])(
    'of half a megabyte of %j is read in no time',
    (piece) => {
      const startMs = performance.now();
      plainText(piece.repeat(Math.floor(500_000 / piece.length)), 1_000);
      expect(performance.now() - startMs).toBeLessThan(2_000);
    },
  );
});
