/** When a person last touched this page: a page that asks by itself does not keep a session alive, a person does. */

let lastInputAtMs = performance.now();

for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const)
  document.addEventListener(event, () => (lastInputAtMs = performance.now()), {
    capture: true,
    passive: true,
  });

/** Ms since then. */
export const sinceLastInputMs = (): number => Math.round(performance.now() - lastInputAtMs);
