/** Every kind of upstream, ready: for those who check settings, make documents and list what there is. */
import { CONNECTORS as LOADABLE, loadAll } from './connector-loaders.ts';

export const CONNECTORS = await loadAll(LOADABLE);
