/**
 * Limit of P6, P11: a bare prototype. A page of numbers; each text is `[[cell, value], …]` and is written into the
 * page as it comes. Nothing of age, source or gaps. Arguments: Redis, number of cells.
 */
import { servePlain } from './plain-server.ts';

const [redisUrl = '', cellCount] = process.argv.slice(2);
const cells = Array.from({ length: Number(cellCount) }, (_, n) => `<div data-cell="${n}">–</div>`).join('');

await servePlain(
  redisUrl,
  `<!doctype html><meta charset="utf-8"><title>plain</title>
<style>
body { margin: 0; background: #071426; color: #e8eef7; font: 60px sans-serif; height: 100vh; display: grid;
  grid-template: repeat(5, 1fr) / repeat(6, 1fr); }
</style>
${cells}
<script>
const cells = [...document.querySelectorAll('[data-cell]')];
new WebSocket('ws://' + location.host).onmessage = ({ data }) => {
  for (const [cell, value] of JSON.parse(data)) cells[cell].textContent = value;
};
</script>`,
);
