/** Who may import whom, and for each rule a file that breaks it, so that no rule can sleep. */
import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

export type ArchitectureRule = Omit<IRegularForbiddenRuleType, 'name' | 'severity'> & {
  name: string;
  /** A violation planted in a copy of the tree; the rule must name this file. */
  planted: { path: string; text: string };
};

const PURE_LIBRARIES = 'node_modules/(zod|@noble/hashes|@types)/';

export const RULES: ArchitectureRule[] = [
  {
    name: 'every import resolves',
    comment: 'an import that is not found would escape every other rule',
    from: {},
    to: { couldNotResolve: true },
    planted: { path: 'collector/planted-lost.ts', text: `import './no-such-file.ts';` },
  },
  {
    name: 'imports go in no circle',
    comment: 'types may refer to each other; code that runs may not',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    planted: { path: 'display/server/planted-circle.ts', text: `import './planted-round.ts';` },
  },
  {
    name: 'shared stands alone',
    comment: 'the language both sides speak knows neither side',
    from: { path: '^shared/' },
    to: { path: '^(start\\.ts|collector/|display/|config/|test/)' },
    planted: { path: 'shared/planted-side.ts', text: `import '../collector/planted-plain.ts';` },
  },
  {
    name: 'shared does no I/O through node',
    comment: 'it runs in browsers too, and I/O belongs to the sides',
    from: { path: '^shared/' },
    to: { dependencyTypes: ['core'] },
    planted: { path: 'shared/planted-core.ts', text: `import 'node:fs';` },
  },
  {
    name: 'shared uses pure libraries only',
    comment: 'schemas and hashes; the YAML parser in shared/config alone',
    from: { path: '^shared/' },
    to: { path: 'node_modules/', pathNot: [PURE_LIBRARIES, 'node_modules/yaml/'] },
    planted: { path: 'shared/planted-library.ts', text: `import 'ioredis';` },
  },
  {
    name: 'only shared/config reads YAML',
    comment: 'the browser carries shared, and needs no YAML parser',
    from: { path: '^shared/', pathNot: '^shared/config/' },
    to: { path: 'node_modules/yaml/' },
    planted: { path: 'shared/planted-yaml.ts', text: `import 'yaml';` },
  },
  {
    name: 'collector does not know display',
    comment: 'they meet only in Redis',
    from: { path: '^collector/' },
    to: { path: '^display/' },
    planted: { path: 'collector/planted-display.ts', text: `import '../display/server/planted-plain.ts';` },
  },
  {
    name: 'display does not know collector',
    comment: 'they meet only in Redis',
    from: { path: '^display/' },
    to: { path: '^collector/' },
    planted: {
      path: 'display/server/planted-collector.ts',
      text: `import type {} from '../../collector/planted-plain.ts';`,
    },
  },
  {
    name: 'display/server does not know display/web',
    comment: 'they meet only in shared',
    from: { path: '^display/server/' },
    to: { path: '^display/web/' },
    planted: { path: 'display/server/planted-web.ts', text: `import '../web/planted-plain.ts';` },
  },
  {
    name: 'display/web does not know display/server',
    comment: 'they meet only in shared',
    from: { path: '^display/web/' },
    to: { path: '^display/server/' },
    planted: {
      path: 'display/web/planted-server.vue',
      text: `<script setup lang="ts">\nimport '../server/planted-plain.ts';\n</script>\n`,
    },
  },
  {
    name: 'display/web runs in a browser',
    comment: 'only the build configuration runs in node',
    from: { path: '^display/web/', pathNot: '^display/web/vite\\.config\\.ts$' },
    to: { dependencyTypes: ['core'] },
    planted: { path: 'display/web/planted-node.ts', text: `import 'node:fs';` },
  },
  {
    name: 'a connector imports shared, its protocol and the connector interface',
    comment: 'one file = one kind of upstream: it can be read, replaced and tested alone',
    from: { path: '^collector/connectors/' },
    to: {
      path: '^(start\\.ts|collector/|display/)',
      pathNot: [
        '^collector/(connector|push-connector|json-document)\\.ts$',
        '^collector/(drop-folder|feed|http|mqtt|onvif|picture|probing|rtsp|spreadsheet|sql|uptime)/',
      ],
    },
    planted: { path: 'collector/connectors/planted-sibling.ts', text: `import '../planted-plain.ts';` },
  },
  {
    name: 'a connector neither stores nor retries',
    comment: 'the poll does both, the same way for every kind',
    from: { path: '^collector/connectors/' },
    to: { path: 'node_modules/(ioredis|bullmq|cockatiel)/' },
    planted: { path: 'collector/connectors/planted-store.ts', text: `import 'ioredis';` },
  },
  {
    name: 'a widget has no socket',
    comment: 'a widget is a pure function of what the wall context gives it',
    from: { path: '^display/web/widgets/' },
    to: {
      path: '(node_modules/socket\\.io|^display/web/live/)',
      pathNot: '^display/web/live/wall-context\\.ts$',
    },
    planted: { path: 'display/web/widgets/planted/planted-socket.ts', text: `import 'socket.io-client';` },
  },
  {
    name: 'no product code imports its tests',
    comment: 'the simulated province is another system: it is spawned, never imported',
    from: { path: '^(start\\.ts|collector/|display/|shared/)' },
    to: { path: '^test/' },
    planted: { path: 'collector/planted-test.ts', text: `import '../test/planted-plain.ts';` },
  },
];

/** Files the planted violations point to. They break no rule themselves, but for closing the circle. */
export const PLANTED_TARGETS: { path: string; text: string }[] = [
  ...['collector', 'display/server', 'display/web', 'test'].map((folder) => ({
    path: `${folder}/planted-plain.ts`,
    text: 'export {};',
  })),
  { path: 'display/server/planted-round.ts', text: `import './planted-circle.ts';` },
];
