/** Every rule on single files, each with a planted violation that it must see. */
import type { SourceFile } from '../fixtures/source-tree.ts';
import { eventsAreDeclaredOnce, jobsAreDeclaredOnce, keysAreDeclaredOnce } from './literals.ts';
import { fileNames, functionNames } from './names.ts';
import { sharedIsPure } from './purity.ts';
import { filesAreShort, noRawMarkup, nothingPostponed, silencesHaveReasons } from './text.ts';

export type TidyRule = {
  name: string;
  /** False when it reads prose, styles and configuration too. */
  onlyCode: boolean;
  /** Complaints about one file, as `path:line: what, and what instead`. */
  check: (file: SourceFile) => string[];
  /** Files that must each draw a complaint. */
  planted: SourceFile[];
};

const at = (path: string, ...texts: string[]): SourceFile[] => texts.map((text) => ({ path, text }));

export const RULES: TidyRule[] = [
  {
    name: 'file names say what is inside',
    onlyCode: true,
    check: fileNames,
    planted: [
      'collector/utils.ts',
      'shared/string-helpers.ts',
      'display/web/DataManager.vue',
      'shared/info.ts',
    ].map((path) => ({ path, text: '' })),
  },
  {
    name: 'function names say what they do',
    onlyCode: true,
    check: functionNames,
    planted: at(
      'collector/planted.ts',
      'function handleClick() {}',
      'const loadData = () => 1;',
      'class SocketManager {}',
      'const o = { readInfo() {} };',
      'const o = { dateHelper: () => 1 };',
    ),
  },
  {
    name: 'shared is pure',
    onlyCode: true,
    check: sharedIsPure,
    planted: at(
      'shared/planted.ts',
      'const now = Date.now();',
      'const now = new Date();',
      `const home = process.env['HOME'];`,
      'const dice = Math.random();',
      `console.log('x');`,
      'setTimeout(() => 1, 2);',
      `void fetch('x');`,
    ),
  },
  {
    name: 'Redis keys are declared once',
    onlyCode: true,
    check: keysAreDeclaredOnce,
    planted: at(
      'collector/planted.ts',
      `const key = \`${'wall' + ':{'}\${domain}}:latest\`;`,
      `void redis.hget('latest', field);`,
      `const lua = "redis.call('XADD', 'changes', '*')";`,
    ),
  },
  {
    name: 'socket events are declared once',
    onlyCode: true,
    check: eventsAreDeclaredOnce,
    planted: at(
      'display/web/live/planted.ts',
      `import { io } from 'socket.io-client';\nio('/').on('frame', draw);`,
      'interface ServerToClient { frame: () => void }',
    ),
  },
  {
    name: 'queues and jobs are declared once',
    onlyCode: true,
    check: jobsAreDeclaredOnce,
    planted: at(
      'collector/planted.ts',
      `import { Queue } from 'bullmq';\nnew Queue('poll');`,
      `import { type Queue } from 'bullmq';\nawait queue.add('tick', {});`,
      `import { type Queue } from 'bullmq';\nawait queue.upsertJobScheduler('group', {});`,
    ),
  },
  {
    name: 'nothing is postponed',
    onlyCode: false,
    check: nothingPostponed,
    planted: at('README.md', `// ${'TO' + 'DO'}: later`, `${'FIX' + 'ME'} soon`),
  },
  {
    name: 'no value becomes markup',
    onlyCode: true,
    check: noRawMarkup,
    planted: at(
      'display/web/planted.vue',
      '<template><p v-html="text" /></template>',
      '<script setup lang="ts">\nelement.innerHTML = text;\n</script>',
      '<script setup lang="ts">\npopup.setHTML(text);\n</script>',
    ),
  },
  {
    name: 'files are short',
    onlyCode: true,
    check: filesAreShort,
    planted: [
      { path: 'display/web/planted.vue', text: '\n'.repeat(250) + 'x' },
      { path: 'test/planted.test.ts', text: '\n'.repeat(400) + 'x' },
    ],
  },
  {
    name: 'a silenced rule has a reason',
    onlyCode: true,
    check: silencesHaveReasons,
    planted: at(
      'collector/planted.ts',
      `${'//'} oxlint-disable-next-line no-console`,
      `${'//'} @ts-expect-error`,
    ),
  },
];
