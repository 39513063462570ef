import { startInspector } from './inspector/start.js';

/** The inspector, loaded by the client when a page asks for it: a panel that names the page's mistakes (C33). */
startInspector(new URL('.', import.meta.url).href);
