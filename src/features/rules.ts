import { warn } from '../browser/report.js';
import type { Rule } from '../core/feature-settings.js';
import type { Feature } from '../core/kit.js';
import { encodeProperties } from '../wire/encode.js';
import { toProperties } from '../wire/normal.js';

const COMMANDS = { view: 'record', click: 'trackClick', submit: 'trackSubmit' };

/** Records what the settings ask for; needs `pageMatch`, and `clicks` or `forms` for rules about them. */
export const rules: Feature = ({ kmq, settings }) => {
  /** The rules that were applied at `url`, each as text. */
  let done: string[] = [];
  let url = '';
  const apply = (rule: Rule): void => {
    const { on, url, target, name, props } = Object(rule) as Rule;
    const command = kmq[COMMANDS[on]];
    if (!command || !kmq.um) warn('a rule without its feature', rule);
    else if (kmq.um(url)) command(...[target, name, props].slice(+(on === 'view')));
  };
  return {
    settings: { rules: { 0: [], includes: Array.isArray } },
    configured() {
      if (url !== kmq.u!()) done = [];
      url = kmq.u!();
      for (const rule of settings.rules as Rule[]) {
        const { on, url: where, target, name, props } = Object(rule) as Rule;
        // A page's `toJSON` may make one text of all rules.
        const text = `${[on, where, target, name]} ${encodeProperties(toProperties(props))}`;
        if (done.indexOf(text) < 0) apply(rule);
        done.push(text);
      }
    },
  };
};
