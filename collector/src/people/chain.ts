/** An edge between two identities. */
interface Edge {
  a: string;
  b: string;
}

/** The shortest chain of links from one identity to another; none where no links lead there. Pure. */
export const findChain = <Link extends Edge>(
  links: readonly Link[],
  from: string,
  to: string,
): Link[] => {
  const neighbours = new Map<string, { link: Link; next: string }[]>();
  const add = (at: string, link: Link, next: string) => {
    const known = neighbours.get(at);
    if (known) known.push({ link, next });
    else neighbours.set(at, [{ link, next }]);
  };
  for (const link of links) {
    add(link.a, link, link.b);
    add(link.b, link, link.a);
  }

  /** How each identity was first reached. */
  const steps = new Map<string, { link: Link; before: string } | undefined>([[from, undefined]]);
  // A map's keys include those added while it is walked: it is the queue, too.
  for (const at of steps.keys()) {
    if (at === to) break;
    for (const { link, next } of neighbours.get(at) ?? [])
      if (!steps.has(next)) steps.set(next, { link, before: at });
  }
  const chain: Link[] = [];
  for (let step = steps.get(to); step; step = steps.get(step.before)) chain.unshift(step.link);
  return chain;
};
