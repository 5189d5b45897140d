/** Every widget kind's component, taken from the folders: `<kind>/<kind>.vue`. A test holds them against the schema. */
import type { Component } from 'vue';
import type { WidgetKind } from '../../../shared/config/wall.ts';

/** Eager: a wall that runs for weeks must not fetch a part of an older build. */
const modules = import.meta.glob<Component>('./*/*.vue', { eager: true, import: 'default' });

const byKind = new Map(
  Object.entries(modules).flatMap(([path, component]) => {
    const [, folder, file] = /^\.\/([^/]+)\/([^/]+)\.vue$/.exec(path) ?? [];
    return folder !== undefined && folder === file ? [[folder as WidgetKind, component] as const] : [];
  }),
);

export function widgetComponent(kind: WidgetKind): Component | undefined {
  return byKind.get(kind);
}

export const registeredKinds: readonly string[] = [...byKind.keys()];
