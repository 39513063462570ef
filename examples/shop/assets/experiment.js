/** A browser keeps the variant that it drew first. */
const pricingVariant =
  localStorage.getItem('sprig-pricing') || (Math.random() < 0.5 ? 'Control' : 'Annual Highlighted');
localStorage.setItem('sprig-pricing', pricingVariant);
