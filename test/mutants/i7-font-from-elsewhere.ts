import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I7',
  what: 'the page asks another host for a font',
  file: 'display/web/index.html',
  find: '</head>',
  replace: '<link rel="stylesheet" href="https://fonts.example.net/inter.css" /></head>',
  test: {
    file: 'test/e2e/lang-son-screens.test.ts',
    name: 'made no request to anywhere else, and no complaint in the console',
  },
};
