/** What a shop tracks. */
export interface Shop {
  events: {
    'Signed Up': { Plan: 'Free' | 'Pro'; Source?: string };
    Purchased: { Revenue: number };
    'Viewed Pricing': object;
    'Viewed Help': Record<string, never>;
    Searched: { Term?: string };
  };
  person: { 'Company Size': string; MRR: number };
}
