import type { Feature, Given } from '../core/kit.js';

type Plan = (plan: unknown, properties?: Given) => void;

export interface SubscriptionCommands {
  signedUp: Plan;
  upgraded: Plan;
  downgraded: Plan;
  billed(amount: unknown, description: unknown, properties?: Given): void;
  canceled(properties?: Given): void;
  cancelled(properties?: Given): void;
}

/** The events of a subscription, under the names and properties of the original client. */
export const subscriptions: Feature<SubscriptionCommands> = ({ record }) => {
  const planned =
    (name: string): Plan =>
    (plan, properties) =>
      record(name, { 'Plan Name': plan, ...properties });
  const canceled = (properties?: Given) => record('Canceled', properties);
  return {
    commands: {
      signedUp: planned('Signed Up'),
      upgraded: planned('Upgraded'),
      downgraded: planned('Downgraded'),
      billed: (amount, description, properties) =>
        record('Billed', {
          'Billing Amount': amount,
          'Billing Description': description,
          ...properties,
        }),
      canceled,
      cancelled: canceled,
    },
  };
};
