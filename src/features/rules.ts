import { warn } from '../browser/report.js';
import type { Rule } from '../core/feature-settings.js';
import type { Feature } from '../core/kit.js';

const COMMANDS = { view: 'record', click: 'trackClick', submit: 'trackSubmit' };

/** Records what the settings ask for; needs `pageMatch`, and `clicks` or `forms` for rules about them. */
export const rules: Feature = ({ kmq, settings }) => {
  const done: Rule[] = [];
  const apply = (rule: Rule): void => {
    const { on, url, target, name, props } = Object(rule) as Rule;
    const command = kmq[COMMANDS[on]];
    if (!command || !kmq.um) warn('a rule without its feature', rule);
    else if (kmq.um(url)) command(...[target, name, props].slice(+(on === 'view')));
  };
  return {
    settings: { rules: { 0: [], includes: Array.isArray } },
    configured() {
      for (const rule of settings.rules as Rule[])
        if (!done.includes(rule)) {
          done.push(rule);
          apply(rule);
        }
    },
  };
};
