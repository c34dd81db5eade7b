// Registers <breaking-ticker>. The service is where this script came from, if it came from a service.

import { BreakingTicker } from './element.js';

const script = document.currentScript;
if (script && script.src.includes('/clients/')) BreakingTicker.server = script.src.replace(/\/clients\/.*/, '/');
if (!customElements.get('breaking-ticker')) customElements.define('breaking-ticker', BreakingTicker);
