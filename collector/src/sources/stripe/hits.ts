import type { Hit, Properties } from 'kmq/wire';
import { formatAmount } from './money.js';

type Json = Record<string, unknown>;

/** One event of Stripe's, as far as it is read. */
interface StripeEvent {
  id: string;
  type: string;
  /** Unix seconds. */
  created: number;
  object: Json;
  /** What the members that changed were before. */
  before: Json;
}

const readObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const readText = (value: unknown): string => (typeof value === 'string' ? value : '');
const readInteger = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) ? (value as number) : undefined;
/** A member that Stripe tells by its id, or whole where it was asked to. */
const readId = (value: unknown): string => readText(value) || readText(readObject(value).id);

const readEmail = (object: Json): string =>
  readText(object.receipt_email) ||
  readText(readObject(object.billing_details).email) ||
  readText(object.customer_email) ||
  readText(object.email);

/** Only what says something. */
const withoutEmpty = (properties: Record<string, string | undefined>): Properties =>
  Object.fromEntries(
    Object.entries(properties).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );

const createMoney = (amount: number, currency: unknown): Record<string, string> => {
  const code = readText(currency).toUpperCase();
  return { Revenue: formatAmount(amount, code), Currency: code };
};

/** An event of a person, by e-mail where one is told, else by the customer's id. */
const createEvent = (
  { id, created, object }: StripeEvent,
  name: string,
  properties: Record<string, string | undefined>,
): Hit => ({
  kind: 'event',
  name,
  person: readEmail(object) || readId(object.customer),
  properties: withoutEmpty(properties),
  ...{ time: created, timeGiven: true, id },
});

const createCharge = (event: StripeEvent, name: string, amount: number): Hit[] =>
  amount
    ? [
        createEvent(event, name, {
          ...createMoney(amount, event.object.currency),
          'Billing Description': readText(event.object.description),
          'Stripe Charge': readText(event.object.id),
        }),
      ]
    : [];

/** Links a customer's id to the e-mail address, so that what tells the id alone is of the same person. */
const createLink = ({ id, created }: StripeEvent, email: string, customer: string): Hit[] =>
  email && customer
    ? [
        {
          ...{ kind: 'alias', name: email, person: customer, source: 'a', properties: {} },
          ...{ time: created, timeGiven: true, id: `${id}.link` },
        },
      ]
    : [];

const readItems = (object: Json): Json[] => {
  const { data } = readObject(object.items);
  return Array.isArray(data) ? data.map(readObject) : [];
};

const createSubscription = (event: StripeEvent, name: string): Hit[] => {
  const { object } = event;
  const items = readItems(object);
  const prices = items.map(({ price, plan }) => readObject(price ?? plan));
  const [first = {}] = prices;
  const amounts = prices.map(({ unit_amount, amount }, at) => {
    const each = readInteger(unit_amount ?? amount);
    return each === undefined ? undefined : each * (readInteger(items[at]!.quantity) ?? 1);
  });
  const currency = readText(first.currency ?? object.currency).toUpperCase();
  const total = amounts.every((amount) => amount !== undefined)
    ? amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)
    : undefined;
  const interval = readText(readObject(first.recurring).interval) || readText(first.interval);
  return [
    createEvent(event, name, {
      'Plan Name': prices
        .map(
          (price) => readText(price.nickname) || readText(price.lookup_key) || readText(price.id),
        )
        .filter(Boolean)
        .join(', '),
      'Subscription Status': readText(object.status),
      // No revenue: that is what the charges say, and both would count twice.
      'Subscription Amount':
        total === undefined || !items.length ? undefined : formatAmount(total, currency),
      Currency: currency,
      'Subscription Interval': interval,
      'Cancels at Period End': object.cancel_at_period_end === true ? 'true' : undefined,
      'Stripe Subscription': readText(object.id),
    }),
  ];
};

const RUNS = ['active', 'trialing'];

const createChanged = (event: StripeEvent): Hit[] => {
  const { before, object } = event;
  const runs = RUNS.includes(readText(object.status));
  if (before.status === 'incomplete')
    return runs ? createSubscription(event, 'Subscription Started') : [];
  // A new period, a new invoice and the like change nothing that anybody has done.
  const isChange = ['status', 'items', 'plan', 'quantity', 'cancel_at_period_end'].some((name) =>
    Object.hasOwn(before, name),
  );
  return isChange ? createSubscription(event, 'Subscription Changed') : [];
};

/** What is made of each type of event; all others are settled and make nothing. */
const TYPES: Record<string, (event: StripeEvent) => Hit[]> = {
  // Money that was only reserved is none yet; it comes as captured.
  'charge.succeeded': (event) =>
    event.object.captured === false
      ? []
      : createCharge(event, 'Billed', readInteger(event.object.amount) ?? 0),
  'charge.captured': (event) =>
    createCharge(
      event,
      'Billed',
      readInteger(event.object.amount_captured) ?? readInteger(event.object.amount) ?? 0,
    ),
  // The sum of all refunds so far: what this one adds is the difference.
  'charge.refunded': (event) =>
    createCharge(
      event,
      'Refunded',
      (readInteger(event.before.amount_refunded) ?? 0) -
        (readInteger(event.object.amount_refunded) ?? 0),
    ),
  'invoice.paid': (event) => {
    const { object } = event;
    const link = createLink(event, readText(object.customer_email), readId(object.customer));
    // Otherwise the charge says it, too.
    if (object.paid_out_of_band !== true) return link;
    const amount = readInteger(object.amount_paid) || readInteger(object.amount_due) || 0;
    if (!amount) return link;
    const billed = createEvent(event, 'Billed', {
      ...createMoney(amount, object.currency),
      'Billing Description': readText(object.description) || readText(object.number),
      'Stripe Invoice': readText(object.id),
    });
    return [...link, billed];
  },
  'customer.created': (event) =>
    createLink(event, readText(event.object.email), readText(event.object.id)),
  'customer.updated': (event) =>
    Object.hasOwn(event.before, 'email')
      ? createLink(event, readText(event.object.email), readText(event.object.id))
      : [],
  'customer.subscription.created': (event) =>
    RUNS.includes(readText(event.object.status))
      ? createSubscription(event, 'Subscription Started')
      : [],
  'customer.subscription.updated': createChanged,
  'customer.subscription.paused': (event) => createSubscription(event, 'Subscription Changed'),
  'customer.subscription.resumed': (event) => createSubscription(event, 'Subscription Changed'),
  'customer.subscription.deleted': (event) => createSubscription(event, 'Canceled'),
};

/** An event of Stripe's as hits; undefined where it is none. */
export const readStripeHits = (given: unknown): Hit[] | undefined => {
  const event = readObject(given);
  const data = readObject(event.data);
  const [id, type, created] = [
    readText(event.id),
    readText(event.type),
    readInteger(event.created),
  ];
  if (!id || !type || created === undefined) return undefined;
  const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  return (
    read?.({
      ...{ id, type, created, object: readObject(data.object) },
      before: readObject(data.previous_attributes),
    }) ?? []
  );
};
