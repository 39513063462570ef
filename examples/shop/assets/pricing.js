const highlighted = pricingVariant === 'Annual Highlighted' ? 'Annual' : 'Pro';
const card = document.querySelector(`[data-plan="${highlighted}"]`);
card.classList.add('highlighted');
card.querySelector('.button').classList.remove('quiet');
