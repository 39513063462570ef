import { useState } from 'preact/hooks';

/** A button that asks before it acts; the question takes its place, and the way back has the focus. */
export const Confirm = ({
  offer,
  label,
  question,
  consequence,
  keep = 'Keep',
  act,
}: {
  /** What the button says. */
  offer: string;
  /** The same for those who do not see where it stands. */
  label?: string;
  question: string;
  consequence: string;
  keep?: string;
  act: () => Promise<void>;
}) => {
  const [step, setStep] = useState<'offered' | 'asked' | 'busy'>('offered');
  if (step === 'offered') {
    return (
      <button
        type="button"
        class="button button-small"
        aria-label={label}
        onClick={() => setStep('asked')}
      >
        {offer}
      </button>
    );
  }
  const confirm = async () => {
    setStep('busy');
    await act();
    setStep('offered');
  };
  return (
    <fieldset class="confirm" disabled={step === 'busy'}>
      <legend>{question}</legend>
      <p class="soft">{consequence}</p>
      <button type="button" class="button button-small" onClick={confirm}>
        {offer}
      </button>{' '}
      <button
        type="button"
        class="button button-small"
        ref={(button) => button?.focus()}
        onClick={() => setStep('offered')}
      >
        {keep}
      </button>
    </fieldset>
  );
};
